package io.sluice.inference.engine.hook;

import io.sluice.inference.kernel.Kernels;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * (IA)³ (arXiv:2205.05638): what a projection gives is multiplied by a learned vector, element by element, {@code y ← l ∘ y}.
 * The MLP's vector, which scales what the down projection reads, is one of the up projection: {@code silu(g) ∘ (l ∘ u)}.
 */
public final class ProjectionScale implements ProjectionHook {

    private final @Nullable float[][][] factors;
    private final ModelShape shape;
    private long bytes;

    /**
     * @param byTensor factors by the names that their projections' tensors have in the model's files
     * @throws IllegalArgumentException when one is for a tensor that the model lacks, or of another length
     */
    public ProjectionScale(Map<String, float[]> byTensor, ModelShape shape) {
        this.shape = shape;
        this.factors = new float[shape.layers()][Projection.values().length][];
        int found = 0;
        for (int layer = 0; layer < shape.layers(); layer++) {
            for (Projection projection : Projection.values()) {
                float[] of = byTensor.get(projection.tensor(layer));
                if (of == null) {
                    continue;
                }
                if (of.length != shape.outputs(projection)) {
                    throw new IllegalArgumentException("the adapter has " + of.length + " factors for " + projection.tensor(layer)
                            + ", and the model gives " + shape.outputs(projection) + " numbers there");
                }
                factors[layer][projection.ordinal()] = of.clone();
                bytes += (long) of.length * Float.BYTES;
                found++;
            }
        }
        if (found < byTensor.size()) {
            throw new IllegalArgumentException("the adapter scales projections that the model lacks: it has " + shape.layers() + " layers");
        }
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

    @Override
    public void project(int layer, Projection projection, float[] x, int x0, float[] y, int y0, Kernels kernels) {
        float[] of = factors[layer][projection.ordinal()];
        if (of != null) {
            for (int i = 0; i < of.length; i++) {
                y[y0 + i] *= of[i];
            }
        }
    }
}
