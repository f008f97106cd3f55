package io.sluice.inference.adapter.selection;

import io.sluice.inference.engine.hook.LowRankAdapter;
import io.sluice.inference.engine.hook.Projection;
import io.sluice.inference.kernel.LowRankFactors;
import org.jspecify.annotations.Nullable;

/**
 * What a low-rank adapter amplifies, for every projection that it changes: a matrix P of few rows, and {@code ‖P·x‖} is how much of
 * it an input x has. Immutable.
 */
public final class Prototypes {

    /** How much of an adapter's change B·A is its prototype. */
    public enum Extent {
        /** Arrow's: the first right singular vector, P = vᵀ and {@code ‖P·x‖ = |x·v|}. */
        FIRST,
        /** All of it: {@code ‖P·x‖ = ‖B·A·x‖ / ‖B·A‖}, with Frobenius' norm. With rank one it is the first. */
        WHOLE
    }

    private final LowRankAdapter adapter;
    private final float @Nullable [][][] matrices;

    private Prototypes(LowRankAdapter adapter, Extent extent) {
        this.adapter = adapter;
        this.matrices = new float[adapter.shape().layers()][Projection.values().length][];
        for (int layer = 0; layer < matrices.length; layer++) {
            for (Projection projection : Projection.values()) {
                LowRankFactors factors = adapter.factors(layer, projection);
                matrices[layer][projection.ordinal()] = factors == null ? null
                        : extent == Extent.FIRST ? TopDirection.of(factors) : WholeSpectrum.of(factors);
            }
        }
    }

    /** Costs some milliseconds for each million numbers of the adapter. */
    public static Prototypes of(LowRankAdapter adapter, Extent extent) {
        return new Prototypes(adapter, extent);
    }

    LowRankAdapter adapter() {
        return adapter;
    }

    /** {@code [rows][inputs]}; null where the adapter changes nothing. */
    float @Nullable [] matrix(int layer, Projection projection) {
        return matrices[layer][projection.ordinal()];
    }

    /** {@code ‖P·x‖}. */
    static double amplified(float[] matrix, int inputs, float[] x, int x0) {
        double squares = 0;
        for (int row = 0; row < matrix.length; row += inputs) {
            double sum = 0;
            for (int i = 0; i < inputs; i++) {
                sum += (double) x[x0 + i] * matrix[row + i];
            }
            squares += sum * sum;
        }
        return Math.sqrt(squares);
    }

    /** {@code ‖x‖}. */
    static double length(float[] x, int x0, int inputs) {
        double squares = 0;
        for (int i = 0; i < inputs; i++) {
            squares += (double) x[x0 + i] * x[x0 + i];
        }
        return Math.sqrt(squares);
    }
}
