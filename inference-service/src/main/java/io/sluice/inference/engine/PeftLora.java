package io.sluice.inference.engine;

import io.sluice.inference.engine.AdapterTensors.Values;
import io.sluice.inference.engine.hook.LowRankMerge;
import io.sluice.inference.engine.hook.LowRankMerge.Factors;
import io.sluice.platform.safetensors.TensorType;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * A LoRA in PEFT's layout: {@code adapter_config.json} with r, lora_alpha and use_rslora, and for each target the
 * tensors {@code base_model.model.NAME.lora_A.weight} of {@code [r][columns]} and {@code lora_B} of {@code [rows][r]}.
 * The scale is alpha/r, or alpha/√r with use_rslora. Variants that add something else than that product are refused.
 */
final class PeftLora {

    private static final Pattern TENSOR = Pattern.compile(
            "base_model\\.model\\.(model\\.layers\\.\\d{1,6}\\.(?:self_attn\\.[qkvo]_proj|mlp\\.(?:gate|up|down)_proj))"
                    + "\\.lora_([AB])\\.weight");
    private static final int RANK_MAX = 1 << 14;
    private static final List<String> UNSUPPORTED_FLAGS = List.of("use_dora", "fan_in_fan_out", "lora_bias");
    private static final List<String> UNSUPPORTED_PARTS =
            List.of("modules_to_save", "rank_pattern", "alpha_pattern", "layer_replication", "megatron_config",
                    "trainable_token_indices", "target_parameters");

    private PeftLora() {
    }

    static LowRankMerge merge(Path folder) {
        return new LowRankMerge(read(folder), FolderDigest.of(folder, List.of(AdapterFiles.CONFIG, AdapterFiles.WEIGHTS)));
    }

    /** By the names of the changed tensors. */
    static Map<String, Factors> read(Path folder) {
        JsonFile config = JsonFile.read(folder, AdapterFiles.CONFIG);
        AdapterFiles.requireType(config, "LORA");
        requirePlainLora(config);
        int rank = config.integer("r", 1, RANK_MAX);
        double alpha = config.positive("lora_alpha", 8);
        double scale = config.flag("use_rslora", false) ? alpha / Math.sqrt(rank) : alpha / rank;
        Map<String, Values> a = new TreeMap<>();
        Map<String, Values> b = new TreeMap<>();
        AdapterTensors.read(folder.resolve(AdapterFiles.WEIGHTS), TensorType.FLOATS).floats().forEach((name, values) -> {
            Matcher matcher = TENSOR.matcher(name);
            if (!matcher.matches()) {
                throw new ModelRefusedException(AdapterFiles.WEIGHTS + " holds " + name
                        + ", which is no LoRA of an attention or MLP projection");
            }
            (matcher.group(2).equals("A") ? a : b).put(matcher.group(1) + ".weight", values);
        });
        return factors(a, b, rank, scale);
    }

    private static Map<String, Factors> factors(
            Map<String, Values> a, Map<String, Values> b, int rank, double scale) {
        if (!a.keySet().equals(b.keySet())) {
            throw new ModelRefusedException(AdapterFiles.WEIGHTS + " has an A without its B or a B without its A");
        }
        Map<String, Factors> factors = new HashMap<>();
        a.forEach((name, down) -> {
            Values up = b.get(name);
            if (down.shape().length != 2 || up.shape().length != 2 || down.shape()[0] != rank || up.shape()[1] != rank) {
                throw new ModelRefusedException(AdapterFiles.WEIGHTS + " has an A or a B for " + name
                        + " that is not of rank " + rank);
            }
            factors.put(name, new Factors(down.values(), up.values(), up.shape()[0], rank, down.shape()[1], scale));
        });
        return factors;
    }

    private static void requirePlainLora(JsonFile config) {
        for (String flag : UNSUPPORTED_FLAGS) {
            if (config.flag(flag, false)) {
                throw config.refuse("asks for " + flag + ", which is not supported");
            }
        }
        for (String part : UNSUPPORTED_PARTS) {
            JsonNode value = config.root().path(part);
            if (config.has(part) && !(value.isContainer() && value.isEmpty())) {
                throw config.refuse("asks for " + part + ", which is not supported");
            }
        }
        String bias = config.text("bias");
        if (bias != null && !bias.equals("none")) {
            throw config.refuse("asks for the bias " + bias + ", and supported is none");
        }
    }
}
