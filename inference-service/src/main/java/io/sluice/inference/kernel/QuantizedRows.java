package io.sluice.inference.kernel;

import static io.sluice.inference.kernel.Lanes.FLOATS;
import static io.sluice.inference.kernel.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Rows of activations as integers for products with {@link BlockTensor}: every block of 32 elements gets the scale
 * {@code s = max|x| / 127} and the integers {@code round(x · (127 / max|x|))}, ties to even. A block whose largest
 * element is below 1e-30 counts as zero; one that holds NaN or an infinity gets a scale that carries it on.
 *
 * <p>Grows to the largest batch and is used again: one thread writes, then several may read.
 */
final class QuantizedRows {

    static final int LIMIT = 127;
    static final float SMALLEST = 1e-30f;
    /** 1.5 · 2^23: adding it rounds to a whole number, which then stands in the low bits. */
    static final float ROUNDING = 12_582_912f;

    private static final int BLOCK = BlockTensor.BLOCK;
    private static final int LOW_HALF = 0xFFFF;
    /** Weights are nibbles from 0 to 15 that mean q + 8. */
    private static final int NIBBLE_ZERO = 8;

    private int rows;
    private int inputs;
    /** {@code [row][input]}: the integer in both halves, ready to be broadcast. */
    private int[] pairs = new int[0];
    /** {@code [row][block]}: -8 times the block's sum, in both halves. */
    private int[] starts = new int[0];
    /** {@code [row][block]}. */
    private float[] scales = new float[0];
    /** {@code [row][input]}: the integer as a float; filled on request. */
    private float[] values = new float[0];

    void read(float[] x, int x0, int ldx, int rows, int inputs, boolean withValues) {
        this.rows = rows;
        this.inputs = inputs;
        reach(withValues);
        for (int row = 0; row < rows; row++) {
            blocks(x, x0 + row * ldx, inputs, pairs, row * inputs, starts, scales, row * blocks());
            if (withValues) {
                floats(pairs, row * inputs, inputs, values);
            }
        }
    }

    private void reach(boolean withValues) {
        int size = Math.multiplyExact(rows, inputs);
        if (pairs.length < size) {
            pairs = new int[size];
        }
        if (starts.length < size / BLOCK) {
            starts = new int[size / BLOCK];
            scales = new float[size / BLOCK];
        }
        if (withValues && values.length < size) {
            values = new float[size];
        }
    }

    private static void blocks(
            float[] x, int x0, int inputs, int[] pairs, int p0, int[] starts, float[] scales, int b0) {
        for (int k = 0; k < inputs; k += BLOCK, b0++) {
            float largest = largest(x, x0 + k);
            if (largest < SMALLEST) {
                java.util.Arrays.fill(pairs, p0 + k, p0 + k + BLOCK, 0);
                starts[b0] = 0;
                scales[b0] = 0;
                continue;
            }
            int start = -NIBBLE_ZERO * integers(x, x0 + k, LIMIT / largest, pairs, p0 + k);
            starts[b0] = start & LOW_HALF | start << 16;
            scales[b0] = largest / LIMIT;
        }
    }

    private static float largest(float[] x, int at) {
        FloatVector max = FloatVector.fromArray(FLOATS, x, at).abs();
        for (int i = LENGTH; i < BLOCK; i += LENGTH) {
            max = max.max(FloatVector.fromArray(FLOATS, x, at + i).abs());
        }
        return max.reduceLanes(VectorOperators.MAX);
    }

    /** @return their sum */
    private static int integers(float[] x, int at, float factor, int[] pairs, int to) {
        FloatVector rounding = FloatVector.broadcast(FLOATS, ROUNDING);
        IntVector sum = IntVector.zero(Lanes.INTS);
        for (int i = 0; i < BLOCK; i += LENGTH) {
            IntVector q = FloatVector.fromArray(FLOATS, x, at + i).fma(FloatVector.broadcast(FLOATS, factor), rounding)
                    .reinterpretAsInts().sub(rounding.reinterpretAsInts());
            sum = sum.add(q);
            q.and(LOW_HALF).or(q.lanewise(VectorOperators.LSHL, 16)).intoArray(pairs, to + i);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    private static void floats(int[] pairs, int at, int length, float[] values) {
        for (int i = at; i < at + length; i++) {
            values[i] = (short) pairs[i];
        }
    }

    int rows() {
        return rows;
    }

    int inputs() {
        return inputs;
    }

    int blocks() {
        return inputs / BLOCK;
    }

    int[] pairs() {
        return pairs;
    }

    int[] starts() {
        return starts;
    }

    float[] scales() {
        return scales;
    }

    float[] values() {
        return values;
    }
}
