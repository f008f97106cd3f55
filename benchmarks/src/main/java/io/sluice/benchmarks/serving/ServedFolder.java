package io.sluice.benchmarks.serving;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the load has to know of a model: which ids there are, which end an answer, and how many fit. */
record ServedFolder(Path path, int vocabulary, int context, Set<Integer> endTokens) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static ServedFolder read(Path folder) throws IOException, ServingFailedException {
        Path config = folder.resolve("config.json");
        if (!Files.isRegularFile(config)) {
            throw new ServingFailedException(folder + " is no model folder: it has no config.json");
        }
        JsonNode tree = JSON.readTree(Files.readString(config));
        Set<Integer> ends = new TreeSet<>();
        collect(tree.path("eos_token_id"), ends);
        Path generation = folder.resolve("generation_config.json");
        if (Files.isRegularFile(generation)) {
            collect(JSON.readTree(Files.readString(generation)).path("eos_token_id"), ends);
        }
        return new ServedFolder(folder, tree.path("vocab_size").asInt(), tree.path("max_position_embeddings").asInt(), ends);
    }

    private static void collect(JsonNode ids, Set<Integer> ends) {
        if (ids.isArray()) {
            ids.forEach(id -> ends.add(id.asInt()));
        } else if (ids.isNumber()) {
            ends.add(ids.asInt());
        }
    }

    String name() {
        Path last = path.toAbsolutePath().normalize();
        return last.getNameCount() > 1 ? last.getName(last.getNameCount() - 2) + "/" + last.getFileName() : last.toString();
    }
}
