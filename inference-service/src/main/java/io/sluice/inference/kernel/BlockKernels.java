package io.sluice.inference.kernel;

import static io.sluice.inference.kernel.Lanes.FLOATS;
import static io.sluice.inference.kernel.Lanes.FLOAT_BYTES;
import static io.sluice.inference.kernel.Lanes.INTS;
import static io.sluice.inference.kernel.Lanes.LENGTH;
import static io.sluice.inference.kernel.Lanes.SHORTS;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * One row of {@link QuantizedRows} times one panel of a {@link BlockTensor}: first the sums of all blocks, then their
 * scaled sum.
 *
 * <p>A nibble n means q = n - 8, so a block's sum is {@code Σ n·x - 8·Σ x}. It is computed modulo 2^16, a vector of shorts
 * at a time, from a start value of -8·Σx; since |q| ≤ 8 and |x| ≤ 127, the true sum is at most 32 · 8 · 127 = 32512 and
 * comes out exactly, whatever wraps on the way. I8 adds two such sums, {@code 16·upper + lower + 8·Σx}. Blocks follow one
 * another as {@code y = fma(sum, weightScale · activationScale, y)}.
 *
 * <p>Inner loops count by shifting a bit. Were they counted loops, C2 would split each into three for its eight rounds,
 * and in some starts of a JVM leave vectors boxed, a thousand times slower.
 */
final class BlockKernels {

    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

    /** Shifted left until it is reached: a block's eight vectors. */
    private static final int EIGHT_ROUNDS = 1 << 8;

    /** The lowest nibble of each half. */
    static final int NIBBLES = 0x000F_000F;
    /** Sign, exponent and mantissa of a half-precision number that was sign-extended and shifted left by 13. */
    static final int HALF_BITS = 0x8FFF_E000;
    /** 2^112 makes up for the different biases of the exponents. */
    static final float HALF_BIAS = 0x1p112f;

    private BlockKernels() {
    }

    /**
     * Block sums of Q4.
     *
     * @param x      pairs of the row
     * @param starts of the row's first block
     * @param sums   {@code [block][panel]}
     */
    static void q4Sums(int[] x, int x0, int[] starts, int b0, int blocks, MemorySegment w, long at, short[] sums) {
        IntVector nibbles = IntVector.broadcast(INTS, NIBBLES);
        int to = 0;
        for (int b = b0; b < b0 + blocks; b++) {
            ShortVector even = IntVector.broadcast(INTS, starts[b]).reinterpretAsShorts();
            ShortVector odd = ShortVector.zero(SHORTS);
            for (int round = 1; round < EIGHT_ROUNDS; round <<= 1) {
                IntVector n = IntVector.fromMemorySegment(INTS, w, at, LE);
                even = even.add(n.and(nibbles).reinterpretAsShorts()
                        .mul(IntVector.broadcast(INTS, x[x0]).reinterpretAsShorts()));
                odd = odd.add(n.lanewise(VectorOperators.LSHR, 4).and(nibbles).reinterpretAsShorts()
                        .mul(IntVector.broadcast(INTS, x[x0 + 1]).reinterpretAsShorts()));
                even = even.add(n.lanewise(VectorOperators.LSHR, 8).and(nibbles).reinterpretAsShorts()
                        .mul(IntVector.broadcast(INTS, x[x0 + 2]).reinterpretAsShorts()));
                odd = odd.add(n.lanewise(VectorOperators.LSHR, 12).and(nibbles).reinterpretAsShorts()
                        .mul(IntVector.broadcast(INTS, x[x0 + 3]).reinterpretAsShorts()));
                at += FLOAT_BYTES;
                x0 += 4;
            }
            even.add(odd).intoArray(sums, to);
            to += 2 * LENGTH;
        }
    }

    /**
     * Block sums of I8's upper and lower nibbles.
     *
     * @param sums {@code [block][upper, lower][panel]}
     */
    static void i8Sums(int[] x, int x0, int[] starts, int b0, int blocks, MemorySegment w, long at, short[] sums) {
        IntVector nibbles = IntVector.broadcast(INTS, NIBBLES);
        int to = 0;
        for (int b = b0; b < b0 + blocks; b++) {
            ShortVector upper = IntVector.broadcast(INTS, starts[b]).reinterpretAsShorts();
            ShortVector lower = upper;
            for (int round = 1; round < EIGHT_ROUNDS; round <<= 1) {
                IntVector u = IntVector.fromMemorySegment(INTS, w, at, LE);
                IntVector l = IntVector.fromMemorySegment(INTS, w, at + FLOAT_BYTES, LE);
                ShortVector v = IntVector.broadcast(INTS, x[x0]).reinterpretAsShorts();
                upper = upper.add(u.and(nibbles).reinterpretAsShorts().mul(v));
                lower = lower.add(l.and(nibbles).reinterpretAsShorts().mul(v));
                v = IntVector.broadcast(INTS, x[x0 + 1]).reinterpretAsShorts();
                upper = upper.add(u.lanewise(VectorOperators.LSHR, 4).and(nibbles).reinterpretAsShorts().mul(v));
                lower = lower.add(l.lanewise(VectorOperators.LSHR, 4).and(nibbles).reinterpretAsShorts().mul(v));
                v = IntVector.broadcast(INTS, x[x0 + 2]).reinterpretAsShorts();
                upper = upper.add(u.lanewise(VectorOperators.LSHR, 8).and(nibbles).reinterpretAsShorts().mul(v));
                lower = lower.add(l.lanewise(VectorOperators.LSHR, 8).and(nibbles).reinterpretAsShorts().mul(v));
                v = IntVector.broadcast(INTS, x[x0 + 3]).reinterpretAsShorts();
                upper = upper.add(u.lanewise(VectorOperators.LSHR, 12).and(nibbles).reinterpretAsShorts().mul(v));
                lower = lower.add(l.lanewise(VectorOperators.LSHR, 12).and(nibbles).reinterpretAsShorts().mul(v));
                at += 2 * FLOAT_BYTES;
                x0 += 4;
            }
            upper.intoArray(sums, to);
            lower.intoArray(sums, to + 2 * LENGTH);
            to += 4 * LENGTH;
        }
    }

    /**
     * The scaled sum of a row's Q4 blocks.
     *
     * @param at the panel's first scales
     */
    static void q4Scaled(short[] sums, int blocks, float[] scales, int b0, MemorySegment w, long at,
            float[] y, int y0) {
        FloatVector low = FloatVector.zero(FLOATS);
        FloatVector high = low;
        IntVector halfBits = IntVector.broadcast(INTS, HALF_BITS);
        FloatVector bias = FloatVector.broadcast(FLOATS, HALF_BIAS);
        int from = 0;
        for (int b = b0; b < b0 + blocks; b++) {
            IntVector sum = ShortVector.fromArray(SHORTS, sums, from).reinterpretAsInts();
            IntVector half = IntVector.fromMemorySegment(INTS, w, at, LE);
            FloatVector s = FloatVector.broadcast(FLOATS, scales[b]);
            low = ((FloatVector) sum.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                    .convert(VectorOperators.I2F, 0)).fma(
                    half.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(halfBits)
                            .reinterpretAsFloats().mul(bias).mul(s), low);
            high = ((FloatVector) sum.lanewise(VectorOperators.ASHR, 16).convert(VectorOperators.I2F, 0)).fma(
                    half.lanewise(VectorOperators.ASHR, 3).and(halfBits).reinterpretAsFloats().mul(bias).mul(s), high);
            from += 2 * LENGTH;
            at += FLOAT_BYTES;
        }
        low.intoArray(y, y0);
        high.intoArray(y, y0 + LENGTH);
    }

    /** As {@link #q4Scaled} for I8. */
    static void i8Scaled(short[] sums, int[] starts, int blocks, float[] scales, int b0, MemorySegment w, long at,
            float[] y, int y0) {
        FloatVector low = FloatVector.zero(FLOATS);
        FloatVector high = low;
        IntVector halfBits = IntVector.broadcast(INTS, HALF_BITS);
        FloatVector bias = FloatVector.broadcast(FLOATS, HALF_BIAS);
        int from = 0;
        for (int b = b0; b < b0 + blocks; b++) {
            IntVector upper = ShortVector.fromArray(SHORTS, sums, from).reinterpretAsInts();
            IntVector lower = ShortVector.fromArray(SHORTS, sums, from + 2 * LENGTH).reinterpretAsInts();
            // -8·Σx is in both halves of the start value.
            IntVector zero = IntVector.broadcast(INTS, starts[b] >> 16);
            IntVector half = IntVector.fromMemorySegment(INTS, w, at, LE);
            FloatVector s = FloatVector.broadcast(FLOATS, scales[b]);
            IntVector lowSum = upper.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 12)
                    .add(lower.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)).sub(zero);
            IntVector highSum = upper.lanewise(VectorOperators.ASHR, 16).lanewise(VectorOperators.LSHL, 4)
                    .add(lower.lanewise(VectorOperators.ASHR, 16)).sub(zero);
            low = ((FloatVector) lowSum.convert(VectorOperators.I2F, 0)).fma(
                    half.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(halfBits)
                            .reinterpretAsFloats().mul(bias).mul(s), low);
            high = ((FloatVector) highSum.convert(VectorOperators.I2F, 0)).fma(
                    half.lanewise(VectorOperators.ASHR, 3).and(halfBits).reinterpretAsFloats().mul(bias).mul(s), high);
            from += 4 * LENGTH;
            at += FLOAT_BYTES;
        }
        low.intoArray(y, y0);
        high.intoArray(y, y0 + LENGTH);
    }
}
