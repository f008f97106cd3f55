package io.sluice.inference.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A tokenizer like Llama 2's: "▁" for spaces, one put before the text, bytes where letters are unknown. */
final class SentencePieceFiles {

    static final int SIZE = 300;

    private static final List<String> LETTERS = List.of("\u2581", "h", "i", "y", "o", "u", "a", "b", "c", "hi", "yo", "you",
            "\u2581hi", "\u2581you", "<", ">", "s", "/", "0", "x", "4", "1");
    private static final List<String> MERGES =
            List.of("h i", "y o", "yo u", "\u2581 hi", "\u2581 you");

    private SentencePieceFiles() {
    }

    static Path write(Path folder) throws IOException {
        JsonMapper json = JsonMapper.builder().build();
        ObjectNode root = json.createObjectNode().put("version", "1.0");
        root.set("added_tokens", json.valueToTree(List.of(added(0, "<unk>"), added(1, "<s>"), added(2, "</s>"))));
        root.set("normalizer", json.valueToTree(Map.of("type", "Sequence", "normalizers", List.of(
                Map.of("type", "Prepend", "prepend", "\u2581"),
                Map.of("type", "Replace", "pattern", Map.of("String", " "), "content", "\u2581")))));
        root.set("post_processor", json.valueToTree(Map.of("type", "TemplateProcessing",
                "single", List.of(special("<s>"), sequence("A")), "pair", List.of(special("<s>"), sequence("A")),
                "special_tokens", Map.of("<s>", Map.of("id", "<s>", "ids", List.of(1), "tokens", List.of("<s>"))))));
        root.set("decoder", json.valueToTree(Map.of("type", "Sequence", "decoders", List.of(
                Map.of("type", "Replace", "pattern", Map.of("String", "\u2581"), "content", " "),
                Map.of("type", "ByteFallback"), Map.of("type", "Fuse"),
                Map.of("type", "Strip", "content", " ", "start", 1, "stop", 0)))));
        ObjectNode model = root.putObject("model").put("type", "BPE").put("unk_token", "<unk>")
                .put("fuse_unk", true).put("byte_fallback", true);
        ObjectNode vocabulary = model.putObject("vocab").put("<unk>", 0).put("<s>", 1).put("</s>", 2);
        for (int b = 0; b < 256; b++) {
            vocabulary.put("<0x%02X>".formatted(b), 3 + b);
        }
        for (int i = 0; i < LETTERS.size(); i++) {
            vocabulary.put(LETTERS.get(i), 259 + i);
        }
        model.set("merges", json.valueToTree(MERGES));
        Files.writeString(folder.resolve("tokenizer.json"), root.toPrettyString());
        Files.writeString(folder.resolve("tokenizer_config.json"), json.createObjectNode()
                .put("chat_template", "{{ bos_token }}{% for m in messages %}{{ m.content }}{{ eos_token }}{% endfor %}")
                .<ObjectNode>set("bos_token", json.valueToTree(Map.of("content", "<s>")))
                .put("eos_token", "</s>").toPrettyString());
        return folder;
    }

    private static Map<String, Object> added(int id, String content) {
        return Map.of("id", id, "content", content, "special", true, "normalized", false,
                "single_word", false, "lstrip", false, "rstrip", false);
    }

    private static Map<String, Object> special(String id) {
        return Map.of("SpecialToken", Map.of("id", id, "type_id", 0));
    }

    private static Map<String, Object> sequence(String id) {
        return Map.of("Sequence", Map.of("id", id, "type_id", 0));
    }
}
