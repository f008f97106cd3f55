package io.sluice.registry.kind;

import io.sluice.contracts.adapter.AdapterKinds;
import io.sluice.contracts.adapter.AdapterManifest.Target;
import io.sluice.contracts.model.ModelCard.Shape;
import io.sluice.platform.safetensors.TensorFile;
import io.sluice.platform.safetensors.TensorFile.Tensor;
import io.sluice.registry.kind.Reading.Refused;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * LoFiT: for each chosen head H of layer L a vector {@code model.layers.L.self_attn.attn_v.H} of {@code [head_dim]}, which
 * is added to what the head gives, and where training kept them factors {@code attn_A.H}, which what it gives is multiplied
 * with and added too.
 */
final class LofitKind implements AdapterKind {

    private static final String HEADS = "self_attn.attn_v";
    private static final Pattern TENSOR = Pattern.compile("model\\.layers\\.(\\d{1,4})\\.self_attn\\.attn_([Av])\\.(\\d{1,4})");
    private static final int SIZE_MAX = 1 << 16;

    @Override
    public String name() {
        return AdapterKinds.LOFIT;
    }

    @Override
    public String peftType() {
        return "LOFIT";
    }

    @Override
    public Reading read(AdapterConfig config, TensorFile weights) {
        Optional<Integer> size = config.whole("head_dim", SIZE_MAX);
        if (size.isEmpty()) {
            return new Refused("invalid_value", "head_dim", "'head_dim' has to be a whole number from 1 to " + SIZE_MAX);
        }
        TreeSet<Integer> layers = new TreeSet<>();
        Set<String> chosen = new HashSet<>();
        int heads = 0;
        for (Map.Entry<String, Tensor> each : weights.tensors().entrySet()) {
            Matcher matcher = TENSOR.matcher(each.getKey());
            if (!matcher.matches()) {
                return new Refused("unsupported_target", each.getKey(), "a tensor is no offset of an attention head");
            }
            if (!each.getValue().shape().equals(List.of(size.get()))) {
                return new Refused("wrong_shape", each.getKey(), each.getKey() + " has the shape " + each.getValue().shape()
                        + ", and 'head_dim' is " + size.get());
            }
            layers.add(Integer.parseInt(matcher.group(1)));
            heads = Math.max(heads, Integer.parseInt(matcher.group(3)) + 1);
            chosen.add(matcher.group(1) + "." + matcher.group(3));
        }
        if (!config.absent("num_heads") && !config.whole("num_heads", SIZE_MAX).equals(Optional.of(chosen.size()))) {
            return new Refused("wrong_shape", "num_heads", "'num_heads' is not how many heads have vectors, " + chosen.size());
        }
        long parameters = (long) size.get() * weights.tensors().size();
        return new Reading.Sound(name(), parameters, null, null, null, null,
                List.of(new Target(HEADS, List.copyOf(layers), size.get(), heads)), config.baseName().orElse(null));
    }

    @Override
    public Optional<String> misfit(Target target, Shape base, int vocabularySize) {
        if (target.columns() != base.headSize() || target.rows() > base.heads()) {
            return Optional.of("its vectors are for head " + (target.rows() - 1) + " and of " + target.columns()
                    + " numbers, and the base has " + base.heads() + " heads of " + base.headSize());
        }
        return Sizes.layers(target, base);
    }
}
