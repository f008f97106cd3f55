package io.sluice.benchmarks.engine.model;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A byte-level BPE tokenizer of any size: control tokens, the 256 bytes, then merges that join two earlier entries into
 * letters of a word, words with their space, numbers and punctuation, drawn from a seed.
 */
final class TokenizerText {

    static final int BOS = 0;
    static final int EOS = 1;
    static final List<String> CONTROL =
            List.of("<|begin_of_text|>", "<|end_of_text|>", "<|system|>", "<|user|>", "<|assistant|>");
    /** Fewest entries that a vocabulary has. */
    static final int SMALLEST = CONTROL.size() + 256;

    private static final String SPACE = "\u0120";
    /** Letters by about their frequency in English, so that entries look like pieces of words. */
    private static final String LETTERS = "eeeeeeetttttaaaaaooooiiiinnnnssssrrrrhhhllldddcccuuummmfffpppgggwwyybbvvkxjqz";
    private static final String OTHERS = "0123456789.,:;-_(){}[]\"'/=+*<>#";
    private static final int ENTRY_LETTERS_MAX = 12;
    private static final String TEMPLATE = "{{ bos_token }}{% for message in messages %}<|{{ message['role'] }}|>"
            + "{{ message['content'] }}{% if message['role'] == 'assistant' %}<|end_of_text|>{% endif %}"
            + "{% endfor %}{% if add_generation_prompt %}<|assistant|>{% endif %}";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private TokenizerText() {
    }

    /** The text of {@code tokenizer.json}; ids run from 0 to {@code size - 1}. */
    static String tokenizer(int size, long seed) {
        if (size < SMALLEST) {
            throw new IllegalArgumentException("a vocabulary of " + size + " is below " + SMALLEST);
        }
        ObjectNode root = JSON.createObjectNode().put("version", "1.0");
        root.putNull("truncation").putNull("padding");
        ArrayNode added = root.putArray("added_tokens");
        for (int id = 0; id < CONTROL.size(); id++) {
            added.addObject().put("id", id).put("content", CONTROL.get(id)).put("single_word", false)
                    .put("lstrip", false).put("rstrip", false).put("normalized", false).put("special", true);
        }
        root.putNull("normalizer");
        root.set("pre_tokenizer", byteLevel());
        root.set("post_processor", bosFirst());
        root.set("decoder", byteLevel());
        root.set("model", model(size, seed));
        return root.toString();
    }

    static String config(int context) {
        return JSON.createObjectNode().put("tokenizer_class", "PreTrainedTokenizerFast")
                .put("bos_token", CONTROL.get(BOS)).put("eos_token", CONTROL.get(EOS)).put("model_max_length", context)
                .put("clean_up_tokenization_spaces", false).put("chat_template", TEMPLATE).toPrettyString();
    }

    private static ObjectNode byteLevel() {
        return JSON.createObjectNode().put("type", "ByteLevel").put("add_prefix_space", false)
                .put("trim_offsets", true).put("use_regex", true);
    }

    private static ObjectNode bosFirst() {
        Map<String, Object> bos = Map.of("SpecialToken", Map.of("id", CONTROL.get(BOS), "type_id", 0));
        Map<String, Object> a = Map.of("Sequence", Map.of("id", "A", "type_id", 0));
        Map<String, Object> b = Map.of("Sequence", Map.of("id", "B", "type_id", 1));
        ObjectNode node = JSON.createObjectNode().put("type", "TemplateProcessing");
        node.set("single", JSON.valueToTree(List.of(bos, a)));
        node.set("pair", JSON.valueToTree(List.of(bos, a, b)));
        node.set("special_tokens", JSON.valueToTree(Map.of(CONTROL.get(BOS),
                Map.of("id", CONTROL.get(BOS), "ids", List.of(BOS), "tokens", List.of(CONTROL.get(BOS))))));
        return node;
    }

    private static ObjectNode model(int size, long seed) {
        ObjectNode model = JSON.createObjectNode().put("type", "BPE").putNull("dropout").putNull("unk_token");
        model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        Set<String> entries = new LinkedHashSet<>(CONTROL);
        entries.addAll(byteLetters());
        ArrayNode merges = JSON.createArrayNode();
        draw(entries, merges, size, RandomGeneratorFactory.of("L64X128MixRandom").create(seed));
        ObjectNode vocabulary = model.putObject("vocab");
        int id = 0;
        for (String entry : entries) {
            vocabulary.put(entry, id++);
        }
        model.set("merges", merges);
        return model;
    }

    /** Joins two parts at a time; letters only with letters, so that every entry lies within one word of a text. */
    private static void draw(Set<String> entries, ArrayNode merges, int size, RandomGenerator random) {
        List<String> words = new ArrayList<>(LETTERS.chars().mapToObj(Character::toString).toList());
        List<String> others = new ArrayList<>(OTHERS.chars().mapToObj(Character::toString).toList());
        while (entries.size() < size) {
            boolean word = random.nextInt(10) > 0;
            List<String> parts = word ? words : others;
            String left = word && random.nextInt(4) == 0 ? SPACE : parts.get(random.nextInt(parts.size()));
            String right = parts.get(random.nextInt(parts.size()));
            String joined = left + right;
            boolean spaceInside = joined.lastIndexOf(SPACE) > 0;
            if (!spaceInside && joined.length() <= ENTRY_LETTERS_MAX && entries.add(joined)) {
                merges.add(left + " " + right);
                parts.add(joined);
            }
        }
    }

    /** The letter that byte-level BPE writes for each byte: itself when printable, else U+0100 and up in order. */
    private static List<String> byteLetters() {
        List<String> letters = new ArrayList<>();
        int next = 0x100;
        for (int b = 0; b < 256; b++) {
            boolean printable = b >= '!' && b <= '~' || b >= 0xA1 && b <= 0xAC || b >= 0xAE;
            letters.add(Character.toString(printable ? b : next++));
        }
        return letters;
    }
}
