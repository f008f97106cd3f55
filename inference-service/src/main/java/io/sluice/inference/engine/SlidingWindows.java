package io.sluice.inference.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * Which layers attend to the latest positions only (Mistral, arXiv:2310.06825), with the defaults that a field's absence
 * has for each architecture. Position p then attends to the positions above p - window.
 */
final class SlidingWindows {

    private static final int WINDOW_MAX = 1 << 24;
    /** What Mistral and Qwen2 configurations without the field mean; null means that nothing slides. */
    private static final int DEFAULT_WINDOW = 4096;
    private static final int DEFAULT_FULL_LAYERS = 28;

    private SlidingWindows() {
    }

    /** One window a layer, {@link ModelConfig#EVERYTHING} where there is none. */
    static List<Integer> read(JsonFile json, String architecture, int layers) {
        List<Integer> windows = new ArrayList<>(Collections.nCopies(layers, ModelConfig.EVERYTHING));
        if (!slides(json, architecture)) {
            return List.copyOf(windows);
        }
        int window = json.integer("sliding_window", 1, WINDOW_MAX, DEFAULT_WINDOW);
        for (int layer = 0; layer < layers; layer++) {
            if (slides(json, architecture, layer, layers)) {
                windows.set(layer, window);
            }
        }
        return List.copyOf(windows);
    }

    private static boolean slides(JsonFile json, String architecture) {
        boolean explicitNull = json.root().path("sliding_window").isNull();
        return switch (architecture) {
            case "MistralForCausalLM" -> !explicitNull;
            case "Qwen2ForCausalLM", "Qwen3ForCausalLM" -> json.flag("use_sliding_window", false) && !explicitNull;
            default -> false;
        };
    }

    private static boolean slides(JsonFile json, String architecture, int layer, int layers) {
        if (architecture.equals("MistralForCausalLM")) {
            return true;
        }
        if (!json.has("layer_types")) {
            return layer >= json.integer("max_window_layers", 0, Integer.MAX_VALUE, DEFAULT_FULL_LAYERS);
        }
        JsonNode types = json.root().path("layer_types");
        String type = types.isArray() && types.size() == layers ? types.get(layer).asString("") : "";
        return switch (type) {
            case "sliding_attention" -> true;
            case "full_attention" -> false;
            default -> throw json.refuse(
                    "needs layer_types as " + layers + " entries of full_attention or sliding_attention");
        };
    }
}
