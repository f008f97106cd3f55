package io.sluice.benchmarks.engine.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The vocabulary of a byte-level BPE {@code tokenizer.json} in GGUF's terms. */
final class GgufTokens {

    private static final int NORMAL = 1;
    private static final int CONTROL = 3;
    private static final int UNUSED = 5;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private GgufTokens() {
    }

    /** @param size ids of the model, which may be more than the tokenizer's */
    static void add(GgufMetadata metadata, Path folder, JsonNode config, int size) throws IOException {
        JsonNode root = JSON.readTree(Files.readString(folder.resolve("tokenizer.json")));
        String[] texts = new String[size];
        int[] types = new int[size];
        Arrays.setAll(texts, id -> "<|unused " + id + "|>");
        Arrays.fill(types, UNUSED);
        for (Map.Entry<String, JsonNode> entry : root.path("model").path("vocab").properties()) {
            texts[entry.getValue().intValue()] = entry.getKey();
            types[entry.getValue().intValue()] = NORMAL;
        }
        for (JsonNode added : root.path("added_tokens")) {
            texts[added.path("id").intValue()] = added.path("content").stringValue();
            types[added.path("id").intValue()] = CONTROL;
        }
        List<String> merges = new ArrayList<>();
        for (JsonNode merge : root.path("model").path("merges")) {
            merges.add(merge.isArray() ? merge.get(0).stringValue() + " " + merge.get(1).stringValue() : merge.stringValue());
        }
        metadata.text("tokenizer.ggml.model", "gpt2").text("tokenizer.ggml.pre", "llama-bpe")
                .texts("tokenizer.ggml.tokens", List.of(texts)).integers("tokenizer.ggml.token_type", types)
                .texts("tokenizer.ggml.merges", merges)
                .integer("tokenizer.ggml.bos_token_id", config.path("bos_token_id").intValue())
                .integer("tokenizer.ggml.eos_token_id", config.path("eos_token_id").intValue())
                .flag("tokenizer.ggml.add_bos_token", true);
    }
}
