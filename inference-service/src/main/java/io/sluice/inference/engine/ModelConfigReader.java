package io.sluice.inference.engine;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads {@code config.json} and refuses what the forward pass would compute wrongly. */
final class ModelConfigReader {

    private static final Set<String> ARCHITECTURES =
            Set.of("LlamaForCausalLM", "MistralForCausalLM", "Qwen2ForCausalLM", "Qwen3ForCausalLM");
    private static final double DEFAULT_THETA = 10_000;
    private static final int DIMENSION_MAX = 1 << 18;
    private static final int LAYERS_MAX = 1024;
    private static final int HEAD_SIZE_MAX = 1024;
    /** What an absent {@code head_dim} means there, whatever the width. */
    private static final int QWEN3_HEAD_SIZE = 128;
    private static final int VOCABULARY_MAX = 1 << 22;
    private static final int CONTEXT_MAX = 1 << 24;

    private ModelConfigReader() {
    }

    static ModelConfig read(Path folder) {
        JsonFile json = JsonFile.read(folder, "config.json");
        String architecture = architecture(json);
        requireKnownArithmetic(json);
        int width = json.integer("hidden_size", 1, DIMENSION_MAX);
        int heads = json.integer("num_attention_heads", 1, DIMENSION_MAX);
        int kvHeads = json.integer("num_key_value_heads", 1, DIMENSION_MAX, heads);
        if (heads % kvHeads != 0) {
            throw json.refuse("has " + heads + " attention heads, no multiple of its " + kvHeads + " key heads");
        }
        int headSize = headSize(json, architecture, width, heads);
        int layers = json.integer("num_hidden_layers", 1, LAYERS_MAX);
        JsonFile rope = json.has("rope_parameters") ? json.object("rope_parameters")
                : json.has("rope_scaling") ? json.object("rope_scaling") : null;
        double theta = rope != null && rope.has("rope_theta")
                ? rope.positive("rope_theta", DEFAULT_THETA) : json.positive("rope_theta", DEFAULT_THETA);
        return new ModelConfig(architecture, layers, width, heads, kvHeads,
                headSize, json.integer("intermediate_size", 1, DIMENSION_MAX),
                json.integer("vocab_size", 1, VOCABULARY_MAX), json.integer("max_position_embeddings", 1, CONTEXT_MAX),
                SlidingWindows.read(json, architecture, layers),
                (float) json.positive("rms_norm_eps", 1e-6), theta, scaling(json, rope),
                json.flag("tie_word_embeddings", false), architecture.equals("Qwen3ForCausalLM"),
                endTokens(folder, json));
    }

    private static String architecture(JsonFile json) {
        JsonNode names = json.root().path("architectures");
        String name = names.isArray() && names.size() == 1 ? names.get(0).asString("") : "";
        if (!ARCHITECTURES.contains(name)) {
            throw json.refuse("names the architecture " + (name.isEmpty() ? names.toString() : name)
                    + ", and supported are " + String.join(", ", new TreeSet<>(ARCHITECTURES)));
        }
        return name;
    }

    private static void requireKnownArithmetic(JsonFile json) {
        String activation = json.text("hidden_act");
        if (activation != null && !activation.equals("silu") && !activation.equals("swish")) {
            throw json.refuse("names the activation " + activation + ", and supported is silu");
        }
        if (json.has("quantization_config")) {
            throw json.refuse("has a quantization_config, and weights have to be F32, F16 or BF16");
        }
        if (json.flag("mlp_bias", false)) {
            throw json.refuse("asks for mlp_bias, which is not supported");
        }
        if (json.positive("partial_rotary_factor", 1) != 1) {
            throw json.refuse("asks for a partial_rotary_factor, which is not supported");
        }
    }

    private static int headSize(JsonFile json, String architecture, int width, int heads) {
        boolean qwen3 = architecture.equals("Qwen3ForCausalLM");
        if (!json.has("head_dim") && !qwen3 && width % heads != 0) {
            throw json.refuse("has a hidden_size of " + width + " that " + heads + " heads don't divide");
        }
        int size = json.integer("head_dim", 2, HEAD_SIZE_MAX, qwen3 ? QWEN3_HEAD_SIZE : width / heads);
        if (size < 2 || size % 2 != 0) {
            throw json.refuse("has heads of size " + size + ", and rotary positions need an even size");
        }
        return size;
    }

    private static RopeScaling scaling(JsonFile json, @Nullable JsonFile rope) {
        if (rope == null) {
            return new RopeScaling.None();
        }
        String type = rope.text("rope_type") != null ? rope.text("rope_type") : rope.text("type");
        return switch (type) {
            case "default" -> new RopeScaling.None();
            case "linear" -> new RopeScaling.Linear(required(rope, "factor"));
            case "llama3" -> new RopeScaling.Llama3(required(rope, "factor"), required(rope, "low_freq_factor"),
                    required(rope, "high_freq_factor"), required(rope, "original_max_position_embeddings"));
            case null, default -> throw json.refuse(
                    "asks for the rope scaling " + type + ", and supported are default, linear and llama3");
        };
    }

    private static double required(JsonFile rope, String field) {
        if (!rope.has(field)) {
            throw rope.refuse("has no " + field);
        }
        return rope.positive(field, Double.NaN);
    }

    /** {@code generation_config.json} knows more end tokens than {@code config.json} in many chat models. */
    private static Set<Integer> endTokens(Path folder, JsonFile json) {
        JsonFile generation = JsonFile.find(folder, "generation_config.json");
        Set<Integer> ids = new TreeSet<>(json.ids("eos_token_id"));
        if (generation != null) {
            ids.addAll(generation.ids("eos_token_id"));
        }
        int vocabulary = json.integer("vocab_size", 1, VOCABULARY_MAX);
        for (int id : ids) {
            if (id < 0 || id >= vocabulary) {
                throw json.refuse("ends answers with token " + id + ", outside its vocabulary of " + vocabulary);
            }
        }
        return Set.copyOf(ids);
    }
}
