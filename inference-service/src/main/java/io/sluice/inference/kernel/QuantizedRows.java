package io.sluice.inference.kernel;

import static io.sluice.inference.kernel.Lanes.FLOATS;
import static io.sluice.inference.kernel.Lanes.INTS;
import static io.sluice.inference.kernel.Lanes.LENGTH;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * Rows of activations as integers for products with {@link BlockTensor}: every block of 32 elements gets the scale
 * {@code s = max|x| / 127} and the integers {@code round(x · (127 / max|x|))}, ties to even. A block whose largest
 * element is below 1e-20 counts as zero; one that holds NaN or an infinity gets a scale that carries it on.
 *
 * <p>Weights come four to a short, {@code s = n0 + 16·n1 + 256·n2 + 4096·n3}, and kernels multiply {@code s}, {@code s>>>4},
 * {@code s>>>8} and {@code s>>>12} without cutting off what stands above the nibble. Modulo 2^16 that gives
 * {@code n0·x0 + n1·x1 + n2·x2 + n3·x3} when the factors are {@code x0, x1 - 16·x0, x2 - 16·x1, x3 - 16·x2}: a nibble that is
 * multiplied too early, and sixteen times too large, is taken back by the next factor. These factors are kept.
 *
 * <p>Grows to the largest batch and is used again. Several threads may read rows in, each its own, and then use them.
 */
final class QuantizedRows {

    static final int LIMIT = 127;
    static final float SMALLEST = 1e-20f;
    /** 1.5 · 2^23: adding it rounds to a whole number, which then stands in the low bits. */
    static final float ROUNDING = 12_582_912f;

    private static final int BLOCK = BlockTensor.BLOCK;
    /** A zero, then the integers of a block. */
    static final int SCRATCH = 1 + BLOCK;
    private static final int LOW_HALF = 0xFFFF;
    /** Weights are nibbles from 0 to 15 that mean q + 8. */
    private static final int NIBBLE_ZERO = 8;

    /** 0, -16, -16, -16, again and again. */
    private static final int[] CARRIED = carried();

    private int rows;
    private int inputs;
    /** {@code [row][input]}: the factor in both halves, ready to be broadcast. */
    private int[] factors = new int[0];
    /** {@code [row][block]}: -8 times the block's sum, in both halves. */
    private int[] starts = new int[0];
    /** {@code [row][block]}. */
    private float[] scales = new float[0];
    /** {@code [row][input]}: the integer as a float; filled on request. */
    private float[] values = new float[0];
    private boolean valued;

    private static int[] carried() {
        int[] carried = new int[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            carried[i] = i % 4 == 0 ? 0 : -16;
        }
        return carried;
    }

    /** Makes room for rows that {@link #read(float[], int, int, int, int, int[])} then fills. */
    void begin(int newRows, int newInputs, boolean withValues) {
        rows = newRows;
        inputs = newInputs;
        valued = withValues;
        reach(withValues);
    }

    /**
     * Reads the rows {@code [from, to)}.
     *
     * @param x0       first element of row 0
     * @param integers scratch memory of the thread, {@link #SCRATCH} long and zero at first
     */
    void read(float[] x, int x0, int ldx, int from, int to, int[] integers) {
        for (int row = from; row < to; row++) {
            for (int block = 0; block < blocks(); block++) {
                block(x, x0 + row * ldx + block * BLOCK, row * blocks() + block, integers);
            }
        }
    }

    private void reach(boolean withValues) {
        int size = Math.multiplyExact(rows, inputs);
        if (factors.length < size) {
            factors = new int[size];
        }
        if (starts.length < size / BLOCK) {
            starts = new int[size / BLOCK];
            scales = new float[size / BLOCK];
        }
        if (withValues && values.length < size) {
            values = new float[size];
        }
    }

    private void block(float[] x, int at, int block, int[] integers) {
        int to = block * BLOCK;
        float largest = largest(x, at);
        if (largest < SMALLEST) {
            Arrays.fill(factors, to, to + BLOCK, 0);
            if (valued) {
                Arrays.fill(values, to, to + BLOCK, 0);
            }
            starts[block] = 0;
            scales[block] = 0;
            return;
        }
        int start = -NIBBLE_ZERO * round(x, at, LIMIT / largest, integers);
        starts[block] = start & LOW_HALF | start << 16;
        scales[block] = largest / LIMIT;
        factors(integers, factors, to);
        if (valued) {
            floats(integers, values, to);
        }
    }

    private static float largest(float[] x, int at) {
        FloatVector max = FloatVector.fromArray(FLOATS, x, at).abs();
        for (int i = LENGTH; i < BLOCK; i += LENGTH) {
            max = FloatVector.fromArray(FLOATS, x, at + i).abs().max(max);
        }
        return max.reduceLanes(VectorOperators.MAX);
    }

    /** @return their sum */
    private static int round(float[] x, int at, float factor, int[] integers) {
        FloatVector rounding = FloatVector.broadcast(FLOATS, ROUNDING);
        IntVector sum = IntVector.zero(INTS);
        for (int i = 0; i < BLOCK; i += LENGTH) {
            IntVector q = FloatVector.fromArray(FLOATS, x, at + i).fma(FloatVector.broadcast(FLOATS, factor), rounding)
                    .reinterpretAsInts().sub(rounding.reinterpretAsInts());
            sum = q.add(sum);
            q.intoArray(integers, 1 + i);
        }
        return sum.reduceLanes(VectorOperators.ADD);
    }

    private static void factors(int[] integers, int[] factors, int to) {
        for (int i = 0; i < BLOCK; i += LENGTH) {
            IntVector before = IntVector.fromArray(INTS, integers, i);
            IntVector factor = IntVector.fromArray(INTS, integers, 1 + i)
                    .add(before.mul(IntVector.fromArray(INTS, CARRIED, i)));
            factor.and(LOW_HALF).or(factor.lanewise(VectorOperators.LSHL, 16)).intoArray(factors, to + i);
        }
    }

    private static void floats(int[] integers, float[] values, int to) {
        for (int i = 0; i < BLOCK; i += LENGTH) {
            ((FloatVector) IntVector.fromArray(INTS, integers, 1 + i).convert(VectorOperators.I2F, 0))
                    .intoArray(values, to + i);
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

    int[] factors() {
        return factors;
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
