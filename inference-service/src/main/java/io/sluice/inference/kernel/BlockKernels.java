package io.sluice.inference.kernel;

import static io.sluice.inference.kernel.Lanes.FLOATS;
import static io.sluice.inference.kernel.Lanes.FLOAT_BYTES;
import static io.sluice.inference.kernel.Lanes.INTS;
import static io.sluice.inference.kernel.Lanes.LENGTH;
import static io.sluice.inference.kernel.Lanes.SHORTS;
import static io.sluice.inference.kernel.Lanes.SHORT_LANES;

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
 * at a time, from a start value of -8·Σx and with the factors of {@link QuantizedRows}; since |q| ≤ 8 and |x| ≤ 127, the
 * true sum is at most 32 · 8 · 127 = 32512 and comes out exactly, whatever wraps on the way. I8 adds two such sums,
 * {@code 16·upper + lower + 8·Σx}. Blocks follow one another as {@code y = fma(sum, weightScale · activationScale, y)}.
 *
 * <p>Inner loops count by shifting a bit. Were they counted loops, C2 would split each into three for its few rounds and
 * unroll it: in some starts of a JVM vectors stay boxed then, a thousand times slower, and the processor prefetches an
 * unrolled stream at half the speed.
 */
final class BlockKernels {

    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;

    /** Shifted left until it is reached: a block's eight times four inputs. */
    private static final int EIGHT_ROUNDS = 1 << 8;

    /** Sign, exponent and mantissa of a half-precision number that was sign-extended and shifted left by 13. */
    static final int HALF_BITS = 0x8FFF_E000;
    /** 2^112 makes up for the different biases of the exponents. */
    static final float HALF_BIAS = 0x1p112f;

    /** AVX-512 shifts shorts by a vector of counts in half the time of one count for all; AVX2 can't shift them so at all. */
    private static final boolean VECTOR_SHIFTS = KernelChoice.bits() == 512;

    private BlockKernels() {
    }

    /**
     * Sums of blocks for each of the four vectors.
     *
     * @param x    factors of the row, from the first block on
     * @param b0   the row's first block in {@code starts}
     * @param at   the panel's first block
     * @param sums {@code [block][4 vectors]}
     */
    static void sums(int[] x, int x0, int[] starts, int b0, int blocks, MemorySegment w, long at, short[] sums) {
        if (VECTOR_SHIFTS) {
            sumsByVectorShifts(x, x0, starts, b0, blocks, w, at, sums);
        } else {
            sumsByScalarShifts(x, x0, starts, b0, blocks, w, at, sums);
        }
    }

    private static void sumsByVectorShifts(int[] x, int x0, int[] starts, int b0, int blocks, MemorySegment w, long at, short[] sums) {
        ShortVector one = ShortVector.broadcast(SHORTS, 4);
        ShortVector two = ShortVector.broadcast(SHORTS, 8);
        ShortVector three = ShortVector.broadcast(SHORTS, 12);
        int to = 0;
        for (int block = b0; block < b0 + blocks; block++) {
            ShortVector a = IntVector.broadcast(INTS, starts[block]).reinterpretAsShorts();
            ShortVector b = a;
            ShortVector c = a;
            ShortVector d = a;
            for (int round = 1; round < EIGHT_ROUNDS; round <<= 1) {
                ShortVector p = IntVector.fromMemorySegment(INTS, w, at, LE).reinterpretAsShorts();
                ShortVector q = IntVector.fromMemorySegment(INTS, w, at + FLOAT_BYTES, LE).reinterpretAsShorts();
                ShortVector r = IntVector.fromMemorySegment(INTS, w, at + 2 * FLOAT_BYTES, LE).reinterpretAsShorts();
                ShortVector t = IntVector.fromMemorySegment(INTS, w, at + 3 * FLOAT_BYTES, LE).reinterpretAsShorts();
                ShortVector s = IntVector.broadcast(INTS, x[x0]).reinterpretAsShorts();
                a = a.add(p.mul(s));
                b = b.add(q.mul(s));
                c = c.add(r.mul(s));
                d = d.add(t.mul(s));
                s = IntVector.broadcast(INTS, x[x0 + 1]).reinterpretAsShorts();
                a = a.add(p.lanewise(VectorOperators.LSHR, one).mul(s));
                b = b.add(q.lanewise(VectorOperators.LSHR, one).mul(s));
                c = c.add(r.lanewise(VectorOperators.LSHR, one).mul(s));
                d = d.add(t.lanewise(VectorOperators.LSHR, one).mul(s));
                s = IntVector.broadcast(INTS, x[x0 + 2]).reinterpretAsShorts();
                a = a.add(p.lanewise(VectorOperators.LSHR, two).mul(s));
                b = b.add(q.lanewise(VectorOperators.LSHR, two).mul(s));
                c = c.add(r.lanewise(VectorOperators.LSHR, two).mul(s));
                d = d.add(t.lanewise(VectorOperators.LSHR, two).mul(s));
                s = IntVector.broadcast(INTS, x[x0 + 3]).reinterpretAsShorts();
                a = a.add(p.lanewise(VectorOperators.LSHR, three).mul(s));
                b = b.add(q.lanewise(VectorOperators.LSHR, three).mul(s));
                c = c.add(r.lanewise(VectorOperators.LSHR, three).mul(s));
                d = d.add(t.lanewise(VectorOperators.LSHR, three).mul(s));
                at += 4 * FLOAT_BYTES;
                x0 += 4;
            }
            a.intoArray(sums, to);
            b.intoArray(sums, to + SHORT_LANES);
            c.intoArray(sums, to + 2 * SHORT_LANES);
            d.intoArray(sums, to + 3 * SHORT_LANES);
            to += 4 * SHORT_LANES;
        }
    }

    private static void sumsByScalarShifts(int[] x, int x0, int[] starts, int b0, int blocks, MemorySegment w, long at, short[] sums) {
        int to = 0;
        for (int block = b0; block < b0 + blocks; block++) {
            ShortVector a = IntVector.broadcast(INTS, starts[block]).reinterpretAsShorts();
            ShortVector b = a;
            ShortVector c = a;
            ShortVector d = a;
            for (int round = 1; round < EIGHT_ROUNDS; round <<= 1) {
                ShortVector p = IntVector.fromMemorySegment(INTS, w, at, LE).reinterpretAsShorts();
                ShortVector q = IntVector.fromMemorySegment(INTS, w, at + FLOAT_BYTES, LE).reinterpretAsShorts();
                ShortVector r = IntVector.fromMemorySegment(INTS, w, at + 2 * FLOAT_BYTES, LE).reinterpretAsShorts();
                ShortVector t = IntVector.fromMemorySegment(INTS, w, at + 3 * FLOAT_BYTES, LE).reinterpretAsShorts();
                ShortVector s = IntVector.broadcast(INTS, x[x0]).reinterpretAsShorts();
                a = a.add(p.mul(s));
                b = b.add(q.mul(s));
                c = c.add(r.mul(s));
                d = d.add(t.mul(s));
                s = IntVector.broadcast(INTS, x[x0 + 1]).reinterpretAsShorts();
                a = a.add(p.lanewise(VectorOperators.LSHR, 4).mul(s));
                b = b.add(q.lanewise(VectorOperators.LSHR, 4).mul(s));
                c = c.add(r.lanewise(VectorOperators.LSHR, 4).mul(s));
                d = d.add(t.lanewise(VectorOperators.LSHR, 4).mul(s));
                s = IntVector.broadcast(INTS, x[x0 + 2]).reinterpretAsShorts();
                a = a.add(p.lanewise(VectorOperators.LSHR, 8).mul(s));
                b = b.add(q.lanewise(VectorOperators.LSHR, 8).mul(s));
                c = c.add(r.lanewise(VectorOperators.LSHR, 8).mul(s));
                d = d.add(t.lanewise(VectorOperators.LSHR, 8).mul(s));
                s = IntVector.broadcast(INTS, x[x0 + 3]).reinterpretAsShorts();
                a = a.add(p.lanewise(VectorOperators.LSHR, 12).mul(s));
                b = b.add(q.lanewise(VectorOperators.LSHR, 12).mul(s));
                c = c.add(r.lanewise(VectorOperators.LSHR, 12).mul(s));
                d = d.add(t.lanewise(VectorOperators.LSHR, 12).mul(s));
                at += 4 * FLOAT_BYTES;
                x0 += 4;
            }
            a.intoArray(sums, to);
            b.intoArray(sums, to + SHORT_LANES);
            c.intoArray(sums, to + 2 * SHORT_LANES);
            d.intoArray(sums, to + 3 * SHORT_LANES);
            to += 4 * SHORT_LANES;
        }
    }

    /**
     * The scaled sum of a row's Q4 blocks for one group of outputs.
     *
     * @param from the group's first sums; four vectors from block to block
     * @param at   the group's first scales
     */
    static void scaledQ4(short[] sums, int from, int blocks, float[] scales, int b0, MemorySegment w, long at,
            float[] y, int y0) {
        FloatVector low = FloatVector.zero(FLOATS);
        FloatVector high = low;
        IntVector halfBits = IntVector.broadcast(INTS, HALF_BITS);
        FloatVector bias = FloatVector.broadcast(FLOATS, HALF_BIAS);
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
            from += 4 * SHORT_LANES;
            at += FLOAT_BYTES;
        }
        low.intoArray(y, y0);
        high.intoArray(y, y0 + LENGTH);
    }

    /** As {@link #scaledQ4} for I8; the lower nibbles' sums are two vectors behind the upper ones'. */
    static void scaledI8(short[] sums, int from, int[] starts, int blocks, float[] scales, int b0, MemorySegment w, long at,
            float[] y, int y0) {
        FloatVector low = FloatVector.zero(FLOATS);
        FloatVector high = low;
        IntVector halfBits = IntVector.broadcast(INTS, HALF_BITS);
        FloatVector bias = FloatVector.broadcast(FLOATS, HALF_BIAS);
        for (int b = b0; b < b0 + blocks; b++) {
            IntVector upper = ShortVector.fromArray(SHORTS, sums, from).reinterpretAsInts();
            IntVector lower = ShortVector.fromArray(SHORTS, sums, from + 2 * SHORT_LANES).reinterpretAsInts();
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
            from += 4 * SHORT_LANES;
            at += FLOAT_BYTES;
        }
        low.intoArray(y, y0);
        high.intoArray(y, y0 + LENGTH);
    }
}
