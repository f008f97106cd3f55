package io.sluice.inference.kernel;

/**
 * The two factors of a low-rank product B·A, laid out for {@link Kernels#lowRank}: A transposed, with its rank rounded up to
 * whole vectors, and B transposed.
 */
public final class LowRankFactors {

    /** Numbers that a row of A transposed is rounded up to, at every vector width. */
    static final int LANES = 16;

    private final int inputs;
    private final int rank;
    private final int outputs;
    /** {@code [inputs][rank rounded up]}. */
    private final float[] down;
    /** {@code [rank][outputs]}. */
    private final float[] up;

    /**
     * @param a {@code [rank][inputs]}
     * @param b {@code [outputs][rank]}
     * @throws IllegalArgumentException when the arrays are of other sizes
     */
    public LowRankFactors(float[] a, float[] b, int inputs, int rank, int outputs) {
        if (rank < 1 || a.length != rank * inputs || b.length != outputs * rank) {
            throw new IllegalArgumentException("A has " + a.length + " and B has " + b.length
                    + " numbers, and the shapes ask for " + rank * inputs + " and " + outputs * rank);
        }
        this.inputs = inputs;
        this.rank = rank;
        this.outputs = outputs;
        int padded = padded();
        this.down = new float[inputs * padded];
        this.up = new float[rank * outputs];
        for (int j = 0; j < rank; j++) {
            for (int i = 0; i < inputs; i++) {
                down[i * padded + j] = a[j * inputs + i];
            }
            for (int o = 0; o < outputs; o++) {
                up[j * outputs + o] = b[o * rank + j];
            }
        }
    }

    public int inputs() {
        return inputs;
    }

    public int rank() {
        return rank;
    }

    public int outputs() {
        return outputs;
    }

    /** A as it was given, {@code [rank][inputs]}. */
    public float[] a() {
        float[] a = new float[rank * inputs];
        int padded = padded();
        for (int j = 0; j < rank; j++) {
            for (int i = 0; i < inputs; i++) {
                a[j * inputs + i] = down[i * padded + j];
            }
        }
        return a;
    }

    /** B as it was given, {@code [outputs][rank]}. */
    public float[] b() {
        float[] b = new float[outputs * rank];
        for (int j = 0; j < rank; j++) {
            for (int o = 0; o < outputs; o++) {
                b[o * rank + j] = up[j * outputs + o];
            }
        }
        return b;
    }

    /** Memory that the factors take, in bytes. */
    public long bytes() {
        return (long) (down.length + up.length) * Float.BYTES;
    }

    int padded() {
        return Math.ceilDiv(rank, LANES) * LANES;
    }

    float[] down() {
        return down;
    }

    float[] up() {
        return up;
    }
}
