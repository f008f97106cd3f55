package io.sluice.inference.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a {@code tokenizer.json} says, and two versions of it for Hugging Face's tokenizer: one that reads control tokens
 * in text and one to which their names are ordinary text.
 */
final class TokenizerJson {

    /** A token outside the merges. */
    record Added(int id, String content, boolean control, boolean leftStrip, boolean rightStrip) {
    }

    /**
     * Stands in the second version where a control token's name was. Sixty-four noncharacters that no text exchange
     * uses; {@link HuggingFaceText} cuts a text that holds them all the same.
     */
    static final String GUARD = "\uDBFF\uDFFE".repeat(64);

    private final JsonFile file;
    private final Map<String, Integer> vocabulary;
    private final List<Added> added = new ArrayList<>();

    TokenizerJson(JsonFile file) {
        this.file = file;
        JsonFile model = file.object("model");
        String type = model.text("type");
        // Old files leave the type out; merges say that it is BPE.
        if (type == null ? !model.root().path("merges").isArray() : !type.equals("BPE")) {
            throw file.refuse("holds a model of type " + type + ", and supported is BPE");
        }
        this.vocabulary = vocabulary(model);
        for (JsonNode token : file.root().path("added_tokens")) {
            if (!token.path("id").isIntegralNumber() || !token.path("content").isString()
                    || token.path("content").stringValue().isEmpty()) {
                throw file.refuse("has an added token without an id or a content");
            }
            added.add(new Added(token.path("id").intValue(), token.path("content").stringValue(),
                    token.path("special").asBoolean(false), token.path("lstrip").asBoolean(false),
                    token.path("rstrip").asBoolean(false)));
        }
    }

    private static Map<String, Integer> vocabulary(JsonFile model) {
        Map<String, Integer> vocabulary = new HashMap<>();
        for (Map.Entry<String, JsonNode> entry : model.object("vocab").root().properties()) {
            if (!entry.getValue().isIntegralNumber() || entry.getValue().intValue() < 0) {
                throw model.refuse("gives the entry " + entry.getKey() + " the id " + entry.getValue());
            }
            vocabulary.put(entry.getKey(), entry.getValue().intValue());
        }
        return vocabulary;
    }

    /** Entries of the BPE vocabulary, as written in the file. */
    Map<String, Integer> vocabulary() {
        return vocabulary;
    }

    List<Added> added() {
        return added;
    }

    List<Added> control() {
        return added.stream().filter(Added::control).toList();
    }

    /** One more than the highest id. */
    int size() {
        int highest = -1;
        for (int id : vocabulary.values()) {
            highest = Math.max(highest, id);
        }
        for (Added token : added) {
            highest = Math.max(highest, token.id());
        }
        return highest + 1;
    }

    /** Whether letters stand for bytes (GPT-2's alphabet); otherwise "▁" is a space and {@code <0x41>} a byte. */
    boolean isByteLevel() {
        return mentionsByteLevel(file.root().path("decoder")) || mentionsByteLevel(file.root().path("pre_tokenizer"));
    }

    private static boolean mentionsByteLevel(JsonNode node) {
        if (node.path("type").asString("").equals("ByteLevel")) {
            return true;
        }
        for (String parts : List.of("decoders", "pretokenizers")) {
            for (JsonNode part : node.path(parts)) {
                if (mentionsByteLevel(part)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The file without truncation and padding, which would change a text in silence. */
    String withControlTokens() {
        ObjectNode copy = (ObjectNode) file.root().deepCopy();
        copy.putNull("truncation");
        copy.putNull("padding");
        return copy.toString();
    }

    /**
     * The same, unable to produce a control token. Hugging Face's tokenizer numbers added tokens that are not in the
     * vocabulary one after the other, so such a control token is renamed, not removed.
     */
    String withoutControlTokens() {
        ObjectNode copy = (ObjectNode) file.root().deepCopy();
        copy.putNull("truncation");
        copy.putNull("padding");
        copy.putNull("post_processor");
        ObjectNode entries = (ObjectNode) copy.path("model").path("vocab");
        String unknown = copy.path("model").path("unk_token").asString("");
        ArrayNode kept = copy.putArray("added_tokens");
        for (JsonNode token : file.root().path("added_tokens")) {
            String content = token.path("content").stringValue();
            if (!token.path("special").asBoolean(false)) {
                kept.add(token);
            } else if (vocabulary.containsKey(content)) {
                if (!content.equals(unknown)) {
                    entries.remove(content);
                    entries.put(GUARD + vocabulary.get(content), vocabulary.get(content));
                }
            } else {
                kept.add(((ObjectNode) token.deepCopy()).put("content", GUARD + token.path("id").intValue()));
            }
        }
        return copy.toString();
    }
}
