package io.sluice.inference.hub;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads the hub's list of files and takes what a model needs; file names that look like paths are left out. */
final class HubListing {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern NEEDED = Pattern.compile("config\\.json|generation_config\\.json|tokenizer\\.json"
            + "|tokenizer_config\\.json|special_tokens_map\\.json|chat_template\\.jinja|reference\\.json"
            + "|model\\.safetensors\\.index\\.json|readme\\.md|license[a-z0-9._-]{0,16}");
    private static final Pattern WEIGHTS = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,200}\\.safetensors");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final String INDEX = "model.safetensors.index.json";
    private static final String SINGLE = "model.safetensors";

    private HubListing() {
    }

    /**
     * Small files first, so that what is wrong shows before the weights are fetched.
     *
     * @param json the answer to {@code /api/models/OWNER/NAME/tree/REVISION}
     */
    static List<HubFile> needed(HubRepository repository, String json) throws HubException {
        List<HubFile> all = parse(json);
        List<HubFile> files = new ArrayList<>(all.stream()
                .filter(file -> NEEDED.matcher(file.name().toLowerCase(Locale.ROOT)).matches()).toList());
        boolean single = all.stream().anyMatch(file -> file.name().equals(SINGLE));
        boolean sharded = all.stream().anyMatch(file -> file.name().equals(INDEX));
        List<HubFile> weights = all.stream().filter(file -> isWeights(file, single, sharded)).toList();
        if (weights.isEmpty()) {
            throw new HubException(repository + " has no weights in safetensors format");
        }
        for (String required : List.of("config.json", "tokenizer.json")) {
            if (files.stream().noneMatch(file -> file.name().equals(required))) {
                throw new HubException(repository + " has no " + required);
            }
        }
        files.addAll(weights);
        return files;
    }

    /** Without an index the weights are one file; other files are copies in other shapes. */
    private static boolean isWeights(HubFile file, boolean single, boolean sharded) {
        if (single && !sharded) {
            return file.name().equals(SINGLE);
        }
        return sharded && WEIGHTS.matcher(file.name()).matches() && !file.name().contains("consolidated");
    }

    private static List<HubFile> parse(String json) throws HubException {
        try {
            List<HubFile> files = new ArrayList<>();
            for (JsonNode entry : JSON.readTree(json)) {
                JsonNode lfs = entry.path("lfs");
                long size = lfs.path("size").asLong(entry.path("size").asLong(-1));
                String path = entry.path("path").asString("");
                if (entry.path("type").asString("file").equals("file") && size >= 0 && !path.contains("/")) {
                    files.add(new HubFile(path, size, digest(lfs)));
                }
            }
            return files;
        } catch (JacksonException e) {
            throw new HubException("the hub's list of files is not valid JSON", e);
        }
    }

    private static @Nullable String digest(JsonNode lfs) {
        String oid = lfs.path("oid").asString("");
        return SHA256.matcher(oid).matches() ? oid : null;
    }
}
