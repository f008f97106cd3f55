package io.sluice.registry.kind;

import io.sluice.contracts.adapter.AdapterKinds;
import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.platform.safetensors.TensorFile;
import io.sluice.platform.safetensors.TensorFile.Tensor;
import io.sluice.registry.kind.Reading.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * PEFT's {@code LORA}: for each changed projection {@code …lora_A.weight} of {@code [r][columns]} and
 * {@code …lora_B.weight} of {@code [rows][r]}. y = W x + (alpha/r) B (A x), or alpha/√r with {@code use_rslora}. Variants
 * that add anything else than this product are refused by the name of their field: a server that passed over it would
 * answer with another adapter than the one that was trained.
 */
final class LoraKind implements AdapterKind {

    private static final Pattern TENSOR = Pattern.compile("base_model\\.model\\.model\\.layers\\.(\\d{1,4})\\."
            + "(self_attn\\.[qkvo]_proj|mlp\\.(?:gate|up|down)_proj)\\.lora_([AB])\\.weight");
    private static final int RANK_MAX = 512;
    private static final List<String> UNSUPPORTED = List.of("use_dora", "fan_in_fan_out", "lora_bias", "modules_to_save", "rank_pattern",
            "alpha_pattern", "layer_replication", "megatron_config", "trainable_token_indices", "target_parameters", "use_qalora",
            "corda_config", "eva_config", "alora_invocation_tokens");

    @Override
    public String name() {
        return AdapterKinds.LORA;
    }

    @Override
    public String peftType() {
        return "LORA";
    }

    @Override
    public Reading read(AdapterConfig config, TensorFile weights) {
        for (String field : UNSUPPORTED) {
            if (!config.asksNothing(field)) {
                return new Refused("unsupported_variant", field, "the configuration asks for '" + field + "', which is not supported");
            }
        }
        String bias = config.text("bias").orElse("none");
        if (!bias.equals("none")) {
            return new Refused("unsupported_variant", "bias", "the configuration asks for a trained bias; only \"none\" is supported");
        }
        Optional<Integer> rank = config.whole("r", RANK_MAX);
        if (rank.isEmpty()) {
            return new Refused("invalid_value", "r", "'r' has to be a whole number from 1 to " + RANK_MAX);
        }
        Optional<Double> alpha = config.absent("lora_alpha") ? Optional.of(8.0) : config.positive("lora_alpha");
        if (alpha.isEmpty()) {
            return new Refused("invalid_value", "lora_alpha", "'lora_alpha' has to be a number above 0");
        }
        Map<Place, Tensor> downs = new TreeMap<>();
        Map<Place, Tensor> ups = new TreeMap<>();
        for (Map.Entry<String, Tensor> each : weights.tensors().entrySet()) {
            Matcher matcher = TENSOR.matcher(each.getKey());
            if (!matcher.matches()) {
                return new Refused("unsupported_target", each.getKey(), "a tensor is no LoRA of an attention or MLP projection");
            }
            Place place = new Place(matcher.group(2), Integer.parseInt(matcher.group(1)));
            (matcher.group(3).equals("A") ? downs : ups).put(place, each.getValue());
        }
        Refused fault = fault(downs, ups, rank.get());
        if (fault != null) {
            return fault;
        }
        for (Place place : downs.keySet()) {
            if (!config.names("target_modules", "model." + place)) {
                return new Refused("target_mismatch", "target_modules", "'target_modules' doesn't name " + place
                        + ", which the weights change: who reads the configuration would leave it out");
            }
        }
        long parameters = weights.tensors().values().stream().mapToLong(Tensor::elements).sum();
        return targets(downs, ups, parameters, rank.get(), alpha.get(), config);
    }

    /** A projection of one layer. */
    private record Place(String target, int layer) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            int byName = target.compareTo(other.target);
            return byName != 0 ? byName : Integer.compare(layer, other.layer);
        }

        @Override
        public String toString() {
            return "layers." + layer + "." + target;
        }
    }

    private static @Nullable Refused fault(Map<Place, Tensor> downs, Map<Place, Tensor> ups, int rank) {
        if (!downs.keySet().equals(ups.keySet())) {
            return new Refused("incomplete_weights", "adapter_model.safetensors", "it has a lora_A without its lora_B, or the other way round");
        }
        for (Map.Entry<Place, Tensor> each : downs.entrySet()) {
            List<Integer> down = each.getValue().shape();
            List<Integer> up = ups.get(each.getKey()).shape();
            if (down.size() != 2 || up.size() != 2 || down.get(0) != rank || up.get(1) != rank) {
                return new Refused("rank_mismatch", "r", "'r' is " + rank + ", and " + each.getKey() + " has lora_A of " + down
                        + " and lora_B of " + up);
            }
        }
        return null;
    }

    private static Reading targets(Map<Place, Tensor> downs, Map<Place, Tensor> ups, long parameters, int rank, double alpha,
            AdapterConfig config) {
        Map<String, List<Integer>> layers = new TreeMap<>();
        Map<String, AdapterManifest.Target> targets = new TreeMap<>();
        for (Map.Entry<Place, Tensor> each : downs.entrySet()) {
            Place place = each.getKey();
            List<Integer> changed = layers.computeIfAbsent(place.target(), target -> new ArrayList<>());
            changed.add(place.layer());
            AdapterManifest.Target next = new AdapterManifest.Target(place.target(), List.copyOf(changed),
                    each.getValue().shape().get(1), ups.get(place).shape().get(0));
            AdapterManifest.Target before = targets.put(place.target(), next);
            if (before != null && (before.columns() != next.columns() || before.rows() != next.rows())) {
                return new Refused("wrong_shape", place.toString(), "the layers' projections " + place.target() + " differ in size");
            }
        }
        boolean stabilised = config.root().path("use_rslora").asBoolean(false);
        return new Reading.Sound(AdapterKinds.LORA, parameters, rank, alpha, stabilised, null, List.copyOf(targets.values()),
                config.baseName().orElse(null));
    }
}
