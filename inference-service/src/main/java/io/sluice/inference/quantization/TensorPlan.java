package io.sluice.inference.quantization;

import com.github.tjake.jlama.safetensors.DType;
import io.sluice.inference.engine.SafetensorsHeader.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A tensor of the new file.
 *
 * @param name   in the new file
 * @param source in the old one
 * @param packed whether it is quantised; else its bytes are copied
 */
record TensorPlan(String name, Tensor source, boolean packed) {

    private static final String EMBEDDING = "model.embed_tokens.weight";
    private static final String HEAD = "lm_head.weight";
    /** The matrices of products. Embeddings are looked up and stay as they are, as do norms and biases. */
    private static final Pattern PRODUCTS = Pattern.compile(".*_proj\\.weight|lm_head\\.weight");
    private static final Set<DType> FLOATS = Set.of(DType.F32, DType.F16, DType.BF16);

    /**
     * What becomes of a file's tensors. A tied model gets a quantised head beside its embedding; a head that it may carry
     * already is never used and is left out.
     */
    static List<TensorPlan> of(Map<String, Tensor> tensors, boolean tiedHead) {
        List<TensorPlan> plans = new ArrayList<>();
        tensors.forEach((name, tensor) -> {
            if (!tiedHead || !name.equals(HEAD)) {
                plans.add(new TensorPlan(name, tensor, PRODUCTS.matcher(name).matches() && fits(tensor)));
            }
            if (tiedHead && name.equals(EMBEDDING) && fits(tensor)) {
                plans.add(new TensorPlan(HEAD, tensor, true));
            }
        });
        return plans;
    }

    private static boolean fits(Tensor tensor) {
        return tensor.shape().length == 2 && tensor.shape()[1] % BlockFormat.BLOCK == 0 && FLOATS.contains(tensor.type());
    }

    int rows() {
        return source.shape()[0];
    }

    int columns() {
        return source.shape()[1];
    }

    /** Bytes of the integers, or of the copy. */
    long bytes(BlockFormat format) {
        return packed ? (long) rows() * (columns() / BlockFormat.BLOCK) * format.blockBytes() : source.end() - source.begin();
    }

    /** Bytes of the scales. */
    long scaleBytes() {
        return packed ? (long) rows() * (columns() / BlockFormat.BLOCK) * Float.BYTES : 0;
    }
}
