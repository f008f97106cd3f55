package io.sluice.registry.kind;

import io.sluice.contracts.adapter.AdapterManifest.Target;
import io.sluice.contracts.model.ModelCard.Shape;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a base has where an adapter changes it. */
final class Sizes {

    static final String EMBEDDING = "embed_tokens";
    static final String HEAD = "lm_head";
    static final String FINAL_NORM = "norm";

    private Sizes() {
    }

    /** Outputs and inputs of a part; null when no model has such a part. */
    private static int @Nullable [] of(String part, Shape base, int vocabularySize) {
        int queries = base.heads() * base.headSize();
        int keys = base.kvHeads() * base.headSize();
        return switch (part) {
            case "self_attn.q_proj" -> new int[] {queries, base.width()};
            case "self_attn.k_proj", "self_attn.v_proj" -> new int[] {keys, base.width()};
            case "self_attn.o_proj" -> new int[] {base.width(), queries};
            case "mlp.gate_proj", "mlp.up_proj" -> new int[] {base.mlpWidth(), base.width()};
            case "mlp.down_proj" -> new int[] {base.width(), base.mlpWidth()};
            case "input_layernorm", "post_attention_layernorm", FINAL_NORM -> new int[] {base.width(), 1};
            case EMBEDDING, HEAD -> new int[] {vocabularySize, base.width()};
            default -> null;
        };
    }

    /** Wrong unless the base has a part of this name and exactly this size. */
    static Optional<String> exact(Target target, Shape base, int vocabularySize) {
        int[] size = of(target.name(), base, vocabularySize);
        if (size == null || size[0] != target.rows() || size[1] != target.columns()) {
            return Optional.of(target.name() + " is [" + target.rows() + ", " + target.columns() + "], and the base's is "
                    + (size == null ? "absent" : "[" + size[0] + ", " + size[1] + "]"));
        }
        return layers(target, base);
    }

    /** Wrong unless so many single weights are within the base's. */
    static Optional<String> within(Target target, Shape base, int vocabularySize) {
        int[] size = of(target.name(), base, vocabularySize);
        if (size == null || target.rows() > (long) size[0] * size[1]) {
            return Optional.of(target.name() + " reaches to weight " + target.rows() + ", and the base has "
                    + (size == null ? 0 : (long) size[0] * size[1]) + " there");
        }
        return layers(target, base);
    }

    /** Wrong when it is for a layer that the base lacks. */
    static Optional<String> layers(Target target, Shape base) {
        return target.layers().stream().filter(layer -> layer >= base.layers()).findFirst()
                .map(layer -> target.name() + " is for layer " + layer + ", and the base has " + base.layers());
    }
}
