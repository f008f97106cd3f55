package io.sluice.standalone.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A Hugging Face folder, looked at from the outside: the inference-service judges what is in the files. */
public record ModelFolder(String flag, Path path) {

    private static final List<String> NEEDED = List.of("config.json", "tokenizer.json");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    public Optional<Problem> problem() {
        if (!Files.isDirectory(path)) {
            return Optional.of(new Problem("There is no model folder " + path + " (" + flag
                    + "): give a Hugging Face folder, or fetch one with ./sluice pull OWNER/NAME."));
        }
        List<String> missing = NEEDED.stream().filter(name -> !Files.isRegularFile(path.resolve(name))).toList();
        if (!missing.isEmpty()) {
            return Optional.of(new Problem("The model folder " + path + " (" + flag + ") lacks " + String.join(" and ", missing) + "."));
        }
        if (weightBytes() == 0) {
            return Optional.of(new Problem("The model folder " + path + " (" + flag + ") has no .safetensors file."));
        }
        return Optional.empty();
    }

    /** Size of the weight files. */
    public long weightBytes() {
        try (var files = Files.list(path)) {
            return files.filter(file -> file.toString().endsWith(".safetensors")).mapToLong(ModelFolder::size).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keys and values of one sequence that fills the whole context, as 32-bit numbers; 0 if the configuration doesn't tell. */
    public long contextBytes() {
        try {
            JsonNode config = JSON.readTree(Files.readString(path.resolve("config.json")));
            long heads = config.path("num_attention_heads").asLong(0);
            long keyHeads = config.path("num_key_value_heads").asLong(heads);
            long headSize = config.path("head_dim").asLong(heads == 0 ? 0 : config.path("hidden_size").asLong(0) / heads);
            return 2 * config.path("num_hidden_layers").asLong(0) * keyHeads * headSize * Float.BYTES
                    * config.path("max_position_embeddings").asLong(0);
        } catch (IOException | JacksonException leftToTheService) {
            return 0;
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
