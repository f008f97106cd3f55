package io.sluice.trainer.export;

import io.sluice.trainer.model.ModelShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** {@code config.json} and {@code generation_config.json} as Hugging Face readers expect them of a Llama model. */
final class ModelConfig {

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private ModelConfig() {}

    static void write(Path folder, ModelShape shape, int bos, int eos) throws IOException {
        ObjectNode config = JSON.createObjectNode();
        config.putArray("architectures").add("LlamaForCausalLM");
        config.put("model_type", "llama")
                .put("vocab_size", shape.vocabulary())
                .put("hidden_size", shape.width())
                .put("intermediate_size", shape.mlpWidth())
                .put("num_hidden_layers", shape.layers())
                .put("num_attention_heads", shape.heads())
                .put("num_key_value_heads", shape.kvHeads())
                .put("head_dim", shape.headSize())
                .put("hidden_act", "silu")
                .put("max_position_embeddings", shape.maxPositions())
                .put("rms_norm_eps", shape.normEpsilon())
                .put("rope_theta", shape.ropeTheta())
                .putNull("rope_scaling")
                .put("attention_bias", false)
                .put("mlp_bias", false)
                .put("tie_word_embeddings", true)
                .put("bos_token_id", bos)
                .put("eos_token_id", eos)
                .put("torch_dtype", "float32");
        Files.writeString(folder.resolve("config.json"), JSON.writeValueAsString(config) + "\n");
        ObjectNode generation = JSON.createObjectNode()
                .put("bos_token_id", bos)
                .put("eos_token_id", eos)
                .put("do_sample", false);
        Files.writeString(folder.resolve("generation_config.json"), JSON.writeValueAsString(generation) + "\n");
    }

    static ModelShape read(Path folder) throws IOException {
        JsonNode config = JSON.readTree(Files.readString(folder.resolve("config.json")));
        return new ModelShape(
                number(config, "num_hidden_layers"),
                number(config, "hidden_size"),
                number(config, "num_attention_heads"),
                number(config, "num_key_value_heads"),
                number(config, "head_dim"),
                number(config, "intermediate_size"),
                number(config, "vocab_size"),
                number(config, "max_position_embeddings"),
                config.path("rope_theta").asDouble(),
                config.path("rms_norm_eps").asDouble());
    }

    private static int number(JsonNode config, String field) throws IOException {
        if (!config.path(field).isIntegralNumber()) {
            throw new IOException("config.json has no whole number " + field);
        }
        return config.path(field).asInt();
    }
}
