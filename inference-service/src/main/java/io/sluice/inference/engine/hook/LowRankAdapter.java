package io.sluice.inference.engine.hook;

import io.sluice.inference.engine.hook.LowRankMerge.Factors;
import io.sluice.inference.kernel.Kernels;
import io.sluice.inference.kernel.LowRankFactors;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * LoRA (arXiv:2106.09685) beside the weights: {@code y += s·B·(A·x)} for the rows of the sequences that ask for it, so that
 * requests with different adapters, or none, share a pass over the weights. {@link LowRankMerge} is the same change made once.
 */
public final class LowRankAdapter implements ProjectionHook {

    private final @Nullable LowRankFactors[][] factors;
    private final float[][] scales;
    private final ModelShape shape;
    private final long bytes;

    private LowRankAdapter(@Nullable LowRankFactors[][] factors, float[][] scales, ModelShape shape) {
        this.factors = factors;
        this.scales = scales;
        this.shape = shape;
        long sum = 0;
        for (@Nullable LowRankFactors[] layer : factors) {
            for (LowRankFactors of : layer) {
                sum += of == null ? 0 : of.bytes();
            }
        }
        this.bytes = sum;
    }

    /**
     * @param byTensor factors by the names that their projections' tensors have in the model's files
     * @throws IllegalArgumentException when one is for a tensor that the model lacks, or of another shape
     */
    public static LowRankAdapter of(Map<String, Factors> byTensor, ModelShape shape) {
        @Nullable LowRankFactors[][] factors = new LowRankFactors[shape.layers()][Projection.values().length];
        float[][] scales = new float[shape.layers()][Projection.values().length];
        TreeSet<String> unknown = new TreeSet<>(byTensor.keySet());
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (Projection projection : Projection.values()) {
                String tensor = projection.tensor(layer);
                Factors of = byTensor.get(tensor);
                if (of != null) {
                    unknown.remove(tensor);
                    requireShape(tensor, of, shape.outputs(projection), shape.inputs(projection));
                    factors[layer][projection.ordinal()] =
                            new LowRankFactors(of.a(), of.b(), of.columns(), of.rank(), of.rows());
                    scales[layer][projection.ordinal()] = (float) of.scale();
                }
            }
        }
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("the adapter changes " + unknown.first() + ", which the model lacks");
        }
        return new LowRankAdapter(factors, scales, shape);
    }

    private static void requireShape(String tensor, Factors of, int rows, int columns) {
        if (of.rows() != rows || of.columns() != columns) {
            throw new IllegalArgumentException("the adapter's " + tensor + " is [" + of.rows() + ", " + of.columns()
                    + "], and the model's [" + rows + ", " + columns + "]");
        }
    }

    /** The same factors, each projection's product times a number of its own: one for all, or a coefficient a block. */
    public LowRankAdapter times(Coefficient coefficient) {
        float[][] scaled = new float[scales.length][];
        for (int layer = 0; layer < scales.length; layer++) {
            scaled[layer] = scales[layer].clone();
            for (Projection projection : Projection.values()) {
                scaled[layer][projection.ordinal()] *= coefficient.of(layer, projection);
            }
        }
        return new LowRankAdapter(factors, scaled, shape);
    }

    /** What a projection's change is multiplied by. */
    @FunctionalInterface
    public interface Coefficient {
        float of(int layer, Projection projection);
    }

    /** Memory of the factors. */
    public long bytes() {
        return bytes;
    }

    @Override
    public void requireFit(ModelShape other) {
        if (!shape.equals(other)) {
            throw new IllegalArgumentException("the adapter is for " + shape + ", and the model is " + other);
        }
    }

    /** The factors of a projection, without their scale; null where the adapter changes nothing. */
    public @Nullable LowRankFactors factors(int layer, Projection projection) {
        return factors[layer][projection.ordinal()];
    }

    /** What the product of a projection's factors counts: s in {@code y += s·B·(A·x)}. */
    public float scale(int layer, Projection projection) {
        return scales[layer][projection.ordinal()];
    }

    public ModelShape shape() {
        return shape;
    }

    /** The same product times a number that only this row knows. */
    public void project(int layer, Projection projection, float[] x, int x0, float[] y, int y0, Kernels kernels, float times) {
        LowRankFactors of = factors[layer][projection.ordinal()];
        if (of != null) {
            kernels.lowRank(x, x0, of, times * scales[layer][projection.ordinal()], y, y0);
        }
    }

    @Override
    public void project(int layer, Projection projection, float[] x, int x0, float[] y, int y0, Kernels kernels) {
        LowRankFactors of = factors[layer][projection.ordinal()];
        if (of != null) {
            kernels.lowRank(x, x0, of, scales[layer][projection.ordinal()], y, y0);
        }
    }
}
