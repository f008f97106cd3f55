package io.sluice.trainer.tokenizer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes a vocabulary as {@code tokenizer.json} and {@code tokenizer_config.json} in the Hugging Face formats. */
public final class TokenizerFiles {

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private TokenizerFiles() {}

    /** @param contextLength tokens that the model has positions for */
    public static void write(BpeTrainer.Vocabulary vocabulary, int contextLength, Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("tokenizer.json"), JSON.writeValueAsString(tokenizer(vocabulary)) + "\n");
        Files.writeString(folder.resolve("tokenizer_config.json"), JSON.writeValueAsString(config(contextLength)) + "\n");
    }

    private static ObjectNode tokenizer(BpeTrainer.Vocabulary vocabulary) {
        ObjectNode root = JSON.createObjectNode();
        root.put("version", "1.0").putNull("truncation").putNull("padding");
        ArrayNode added = root.putArray("added_tokens");
        for (int id = 0; id < ChatFormat.SPECIAL.size(); id++) {
            added.addObject()
                    .put("id", id)
                    .put("content", ChatFormat.SPECIAL.get(id))
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        root.putNull("normalizer");
        ObjectNode pre = root.putObject("pre_tokenizer").put("type", "Sequence");
        ArrayNode steps = pre.putArray("pretokenizers");
        ObjectNode split = steps.addObject().put("type", "Split");
        split.putObject("pattern").put("Regex", BpeTrainer.PATTERN);
        split.put("behavior", "Isolated").put("invert", false);
        byteLevel(steps.addObject());
        root.set("post_processor", beginWithBos());
        byteLevel(root.putObject("decoder"));
        root.set("model", model(vocabulary));
        return root;
    }

    private static void byteLevel(ObjectNode node) {
        node.put("type", "ByteLevel").put("add_prefix_space", false).put("trim_offsets", true).put("use_regex", false);
    }

    /** Nodes and not maps, whose order differs from start to start: the same vocabulary gives the same bytes. */
    private static ObjectNode beginWithBos() {
        ObjectNode node = JSON.createObjectNode().put("type", "TemplateProcessing");
        ArrayNode single = node.putArray("single");
        bos(single);
        sequence(single, "A", 0);
        ArrayNode pair = node.putArray("pair");
        bos(pair);
        sequence(pair, "A", 0);
        sequence(pair, "B", 1);
        ObjectNode token = node.putObject("special_tokens").putObject(ChatFormat.BOS).put("id", ChatFormat.BOS);
        token.putArray("ids").add(0);
        token.putArray("tokens").add(ChatFormat.BOS);
        return node;
    }

    private static void bos(ArrayNode template) {
        template.addObject().putObject("SpecialToken").put("id", ChatFormat.BOS).put("type_id", 0);
    }

    private static void sequence(ArrayNode template, String id, int type) {
        template.addObject().putObject("Sequence").put("id", id).put("type_id", type);
    }

    private static ObjectNode model(BpeTrainer.Vocabulary vocabulary) {
        ObjectNode model = JSON.createObjectNode();
        model.put("type", "BPE").putNull("dropout").putNull("unk_token");
        model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
        ObjectNode ids = model.putObject("vocab");
        vocabulary.ids().forEach(ids::put);
        ArrayNode merges = model.putArray("merges");
        vocabulary.merges().forEach(pair -> merges.add(pair.left() + " " + pair.right()));
        return model;
    }

    private static ObjectNode config(int contextLength) {
        return JSON.createObjectNode()
                .put("tokenizer_class", "PreTrainedTokenizerFast")
                .put("bos_token", ChatFormat.BOS)
                .put("eos_token", ChatFormat.EOS)
                .put("pad_token", ChatFormat.EOS)
                .put("model_max_length", contextLength)
                .put("clean_up_tokenization_spaces", false)
                .put("chat_template", ChatFormat.TEMPLATE);
    }
}
