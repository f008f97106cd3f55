package io.sluice.registry.kind;

import io.sluice.contracts.adapter.AdapterKinds;
import io.sluice.contracts.adapter.AdapterManifest.Target;
import io.sluice.contracts.model.ModelCard.Shape;
import io.sluice.platform.safetensors.TensorFile;
import io.sluice.platform.safetensors.TensorFile.Tensor;
import io.sluice.registry.kind.Reading.Refused;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * PEFT's {@code IA3}: for each scaled projection a vector {@code …ia3_l}, of {@code [outputs][1]}, or of {@code [1][inputs]}
 * for the down projection, which is a {@code feedforward_module}.
 */
final class Ia3Kind implements AdapterKind {

    private static final String DOWN = "mlp.down_proj";
    private static final Pattern TENSOR =
            Pattern.compile("base_model\\.model\\.model\\.layers\\.(\\d{1,4})\\.(self_attn\\.[qkvo]_proj|mlp\\.down_proj)\\.ia3_l");

    @Override
    public String name() {
        return AdapterKinds.IA3;
    }

    @Override
    public String peftType() {
        return "IA3";
    }

    @Override
    public Reading read(AdapterConfig config, TensorFile weights) {
        for (String field : List.of("fan_in_fan_out", "modules_to_save")) {
            if (!config.asksNothing(field)) {
                return new Refused("unsupported_variant", field, "the configuration asks for '" + field + "', which is not supported");
            }
        }
        Map<String, TreeSet<Integer>> layers = new TreeMap<>();
        Map<String, Integer> lengths = new TreeMap<>();
        for (Map.Entry<String, Tensor> each : weights.tensors().entrySet()) {
            Matcher matcher = TENSOR.matcher(each.getKey());
            if (!matcher.matches()) {
                return new Refused("unsupported_target", each.getKey(), "a tensor is no factor of an attention or down projection");
            }
            String target = matcher.group(2);
            int length = (int) each.getValue().elements();
            List<Integer> expected = target.equals(DOWN) ? List.of(1, length) : List.of(length, 1);
            if (!each.getValue().shape().equals(expected) || lengths.getOrDefault(target, length) != length) {
                return new Refused("wrong_shape", each.getKey(), each.getKey() + " has the shape " + each.getValue().shape()
                        + ", and factors are [outputs, 1] or, of the down projection, [1, inputs], in all layers alike");
            }
            layers.computeIfAbsent(target, name -> new TreeSet<>()).add(Integer.parseInt(matcher.group(1)));
            lengths.put(target, length);
        }
        long parameters = weights.tensors().values().stream().mapToLong(Tensor::elements).sum();
        return new Reading.Sound(name(), parameters, null, null, null, null, layers.entrySet().stream()
                .map(each -> new Target(each.getKey(), List.copyOf(each.getValue()), lengths.get(each.getKey()), 1)).toList(),
                config.baseName().orElse(null));
    }

    @Override
    public Optional<String> misfit(Target target, Shape base, int vocabularySize) {
        int length = switch (target.name()) {
            case DOWN -> base.mlpWidth();
            case "self_attn.q_proj" -> base.heads() * base.headSize();
            case "self_attn.o_proj" -> base.width();
            default -> base.kvHeads() * base.headSize();
        };
        return target.columns() == length ? Sizes.layers(target, base)
                : Optional.of(target.name() + " has " + target.columns() + " factors, and the base needs " + length);
    }
}
