package io.sluice.registry.kind;

import io.sluice.contracts.adapter.AdapterKinds;
import io.sluice.contracts.adapter.AdapterManifest.Target;
import io.sluice.contracts.model.ModelCard.Shape;
import io.sluice.platform.safetensors.TensorFile;
import io.sluice.platform.safetensors.TensorFile.Tensor;
import io.sluice.platform.safetensors.TensorType;
import io.sluice.registry.kind.Reading.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * LT-SFT: for each changed weight NAME the places of its changed numbers, {@code NAME.indices} (I32, row by row, ascending),
 * and what is added to them, {@code NAME.values}. With {@code tie_word_embeddings}, the default, a change of the embedding is
 * one of the output matrix, too.
 */
final class LtSftKind implements AdapterKind {

    private static final Pattern INDICES = Pattern.compile("(model\\.layers\\.(\\d{1,4})\\.(self_attn\\.[qkvo]_proj|"
            + "mlp\\.(?:gate|up|down)_proj|input_layernorm|post_attention_layernorm)|model\\.(embed_tokens|norm)|(lm_head))"
            + "\\.weight\\.(indices|values)");

    @Override
    public String name() {
        return AdapterKinds.LT_SFT;
    }

    @Override
    public String peftType() {
        return "LT_SFT";
    }

    @Override
    public Set<TensorType> types() {
        return EnumSet.of(TensorType.F32, TensorType.F16, TensorType.BF16, TensorType.I32);
    }

    /** Of one part of a model in all layers. */
    private record Reach(TreeSet<Integer> layers, int places) {

        static Reach of(Reach one, Reach other) {
            TreeSet<Integer> layers = new TreeSet<>(one.layers);
            layers.addAll(other.layers);
            return new Reach(layers, Math.max(one.places, other.places));
        }
    }

    @Override
    public Reading read(AdapterConfig config, TensorFile weights) {
        if (!config.absent("tie_word_embeddings") && !config.root().path("tie_word_embeddings").isBoolean()) {
            return new Refused("invalid_value", "tie_word_embeddings", "'tie_word_embeddings' has to be true or false");
        }
        Map<String, Reach> parts = new TreeMap<>();
        long parameters = 0;
        for (Map.Entry<String, Tensor> each : weights.tensors().entrySet()) {
            Matcher matcher = INDICES.matcher(each.getKey());
            if (!matcher.matches()) {
                return new Refused("unsupported_target", each.getKey(), "a tensor is no places or values of a weight of the model");
            }
            boolean places = matcher.group(6).equals("indices");
            String other = each.getKey().replaceFirst("[a-z]+$", places ? "values" : "indices");
            Tensor pair = weights.tensors().get(other);
            if (pair == null) {
                return new Refused("incomplete_weights", other, "there is " + each.getKey() + " without " + other);
            }
            if (places != (each.getValue().type() == TensorType.I32) || !each.getValue().shape().equals(pair.shape())
                    || pair.shape().size() != 1) {
                return new Refused("wrong_shape", each.getKey(), "places are I32, values are not, and both are vectors of one length");
            }
            if (places) {
                int reach = reach(weights, each.getKey());
                if (reach < 0) {
                    return new Refused("invalid_value", each.getKey(), "the places are not whole numbers from 0 on, ascending");
                }
                TreeSet<Integer> layers = new TreeSet<>();
                if (matcher.group(2) != null) {
                    layers.add(Integer.parseInt(matcher.group(2)));
                }
                parts.merge(part(matcher), new Reach(layers, reach), Reach::of);
                parameters += each.getValue().elements();
            }
        }
        if (parts.containsKey(Sizes.HEAD) && config.root().path("tie_word_embeddings").asBoolean(true)) {
            return new Refused("unsupported_target", "tie_word_embeddings", "it changes lm_head, and says that this is the embedding");
        }
        List<Target> targets = parts.entrySet().stream()
                .map(part -> new Target(part.getKey(), List.copyOf(part.getValue().layers()), 1, part.getValue().places())).toList();
        return new Reading.Sound(name(), parameters, null, null, null, null, targets, config.baseName().orElse(null));
    }

    private static String part(Matcher matcher) {
        for (int group = 3; group <= 5; group++) {
            if (matcher.group(group) != null) {
                return matcher.group(group);
            }
        }
        throw new IllegalStateException("every name is of one part");
    }

    /** One more than the last place; -1 when they aren't ascending. */
    private static int reach(TensorFile weights, String name) {
        int[] last = {-1};
        boolean[] ordered = {true};
        try {
            weights.readWholes(name, place -> {
                ordered[0] &= place > last[0];
                last[0] = place;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ordered[0] && last[0] < Integer.MAX_VALUE ? last[0] + 1 : -1;
    }

    @Override
    public Optional<String> misfit(Target target, Shape base, int vocabularySize) {
        return Sizes.within(target, base, vocabularySize);
    }
}
