package io.sluice.inference.kernel;

import static io.sluice.inference.kernel.BlockScaling.HALF_BITS;
import static io.sluice.inference.kernel.BlockScaling.HIGH_BIAS;
import static io.sluice.inference.kernel.BlockScaling.HIGH_HALF;
import static io.sluice.inference.kernel.BlockScaling.LOW_BIAS;
import static io.sluice.inference.kernel.BlockScaling.LOW_HALF;
import static io.sluice.inference.kernel.BlockScaling.WHOLE;
import static io.sluice.inference.kernel.BlockScaling.WHOLE_BITS;
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
 * One row of {@link QuantizedRows} times one panel of a {@link BlockTensor}, in registers from end to end.
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
    static final int EIGHT_ROUNDS = 1 << 8;

    /** AVX-512 shifts shorts by a vector of counts in half the time of one count for all; AVX2 can't shift them so at all. */
    static final boolean VECTOR_SHIFTS = KernelChoice.bits() == 512;

    private BlockKernels() {
    }

    /**
     * The outputs of a panel of Q4, four groups of them.
     *
     * @param x  factors of the row, from the first block on
     * @param b0 the row's first block in {@code starts} and {@code scales}
     * @param at the panel's first byte
     */
    static void rowQ4(int[] x, int x0, int[] starts, float[] scales, int b0, int blocks, MemorySegment w, long at,
            float[] y, int y0) {
        ShortVector one = ShortVector.broadcast(SHORTS, 4);
        ShortVector two = ShortVector.broadcast(SHORTS, 8);
        ShortVector three = ShortVector.broadcast(SHORTS, 12);
        IntVector halfBits = IntVector.broadcast(INTS, HALF_BITS);
        FloatVector lowBias = FloatVector.broadcast(FLOATS, LOW_BIAS);
        FloatVector highBias = FloatVector.broadcast(FLOATS, HIGH_BIAS);
        IntVector lowHalf = IntVector.broadcast(INTS, LOW_HALF);
        IntVector highHalf = IntVector.broadcast(INTS, HIGH_HALF);
        IntVector wholeBits = IntVector.broadcast(INTS, WHOLE_BITS);
        FloatVector whole = FloatVector.broadcast(FLOATS, WHOLE);
        FloatVector low0 = FloatVector.zero(FLOATS);
        FloatVector high0 = low0;
        FloatVector low1 = low0;
        FloatVector high1 = low0;
        FloatVector low2 = low0;
        FloatVector high2 = low0;
        FloatVector low3 = low0;
        FloatVector high3 = low0;
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
                a = a.add((VECTOR_SHIFTS ? p.lanewise(VectorOperators.LSHR, one) : p.lanewise(VectorOperators.LSHR, 4)).mul(s));
                b = b.add((VECTOR_SHIFTS ? q.lanewise(VectorOperators.LSHR, one) : q.lanewise(VectorOperators.LSHR, 4)).mul(s));
                c = c.add((VECTOR_SHIFTS ? r.lanewise(VectorOperators.LSHR, one) : r.lanewise(VectorOperators.LSHR, 4)).mul(s));
                d = d.add((VECTOR_SHIFTS ? t.lanewise(VectorOperators.LSHR, one) : t.lanewise(VectorOperators.LSHR, 4)).mul(s));
                s = IntVector.broadcast(INTS, x[x0 + 2]).reinterpretAsShorts();
                a = a.add((VECTOR_SHIFTS ? p.lanewise(VectorOperators.LSHR, two) : p.lanewise(VectorOperators.LSHR, 8)).mul(s));
                b = b.add((VECTOR_SHIFTS ? q.lanewise(VectorOperators.LSHR, two) : q.lanewise(VectorOperators.LSHR, 8)).mul(s));
                c = c.add((VECTOR_SHIFTS ? r.lanewise(VectorOperators.LSHR, two) : r.lanewise(VectorOperators.LSHR, 8)).mul(s));
                d = d.add((VECTOR_SHIFTS ? t.lanewise(VectorOperators.LSHR, two) : t.lanewise(VectorOperators.LSHR, 8)).mul(s));
                s = IntVector.broadcast(INTS, x[x0 + 3]).reinterpretAsShorts();
                a = a.add((VECTOR_SHIFTS ? p.lanewise(VectorOperators.LSHR, three) : p.lanewise(VectorOperators.LSHR, 12)).mul(s));
                b = b.add((VECTOR_SHIFTS ? q.lanewise(VectorOperators.LSHR, three) : q.lanewise(VectorOperators.LSHR, 12)).mul(s));
                c = c.add((VECTOR_SHIFTS ? r.lanewise(VectorOperators.LSHR, three) : r.lanewise(VectorOperators.LSHR, 12)).mul(s));
                d = d.add((VECTOR_SHIFTS ? t.lanewise(VectorOperators.LSHR, three) : t.lanewise(VectorOperators.LSHR, 12)).mul(s));
                at += 4 * FLOAT_BYTES;
                x0 += 4;
            }
            FloatVector s = FloatVector.broadcast(FLOATS, scales[block]);
            IntVector half = IntVector.fromMemorySegment(INTS, w, at, LE);
            IntVector sum = a.reinterpretAsInts();
            low0 = sum.and(lowHalf).lanewise(VectorOperators.XOR, wholeBits).reinterpretAsFloats().sub(whole).fma(
                    half.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(halfBits)
                            .reinterpretAsFloats().mul(lowBias).mul(s), low0);
            high0 = ((FloatVector) sum.and(highHalf).convert(VectorOperators.I2F, 0)).fma(
                    half.lanewise(VectorOperators.ASHR, 3).and(halfBits).reinterpretAsFloats().mul(highBias).mul(s), high0);
            half = IntVector.fromMemorySegment(INTS, w, at + FLOAT_BYTES, LE);
            sum = b.reinterpretAsInts();
            low1 = sum.and(lowHalf).lanewise(VectorOperators.XOR, wholeBits).reinterpretAsFloats().sub(whole).fma(
                    half.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(halfBits)
                            .reinterpretAsFloats().mul(lowBias).mul(s), low1);
            high1 = ((FloatVector) sum.and(highHalf).convert(VectorOperators.I2F, 0)).fma(
                    half.lanewise(VectorOperators.ASHR, 3).and(halfBits).reinterpretAsFloats().mul(highBias).mul(s), high1);
            half = IntVector.fromMemorySegment(INTS, w, at + 2 * FLOAT_BYTES, LE);
            sum = c.reinterpretAsInts();
            low2 = sum.and(lowHalf).lanewise(VectorOperators.XOR, wholeBits).reinterpretAsFloats().sub(whole).fma(
                    half.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(halfBits)
                            .reinterpretAsFloats().mul(lowBias).mul(s), low2);
            high2 = ((FloatVector) sum.and(highHalf).convert(VectorOperators.I2F, 0)).fma(
                    half.lanewise(VectorOperators.ASHR, 3).and(halfBits).reinterpretAsFloats().mul(highBias).mul(s), high2);
            half = IntVector.fromMemorySegment(INTS, w, at + 3 * FLOAT_BYTES, LE);
            sum = d.reinterpretAsInts();
            low3 = sum.and(lowHalf).lanewise(VectorOperators.XOR, wholeBits).reinterpretAsFloats().sub(whole).fma(
                    half.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(halfBits)
                            .reinterpretAsFloats().mul(lowBias).mul(s), low3);
            high3 = ((FloatVector) sum.and(highHalf).convert(VectorOperators.I2F, 0)).fma(
                    half.lanewise(VectorOperators.ASHR, 3).and(halfBits).reinterpretAsFloats().mul(highBias).mul(s), high3);
            at += 4 * FLOAT_BYTES;
        }
        low0.intoArray(y, y0);
        high0.intoArray(y, y0 + LENGTH);
        low1.intoArray(y, y0 + 2 * LENGTH);
        high1.intoArray(y, y0 + 3 * LENGTH);
        low2.intoArray(y, y0 + 4 * LENGTH);
        high2.intoArray(y, y0 + 5 * LENGTH);
        low3.intoArray(y, y0 + 6 * LENGTH);
        high3.intoArray(y, y0 + 7 * LENGTH);
    }

    /** As {@link #rowQ4} for a panel of I8, two groups; the lower nibbles' sums are two vectors behind the upper ones'. */
    static void rowI8(int[] x, int x0, int[] starts, float[] scales, int b0, int blocks, MemorySegment w, long at,
            float[] y, int y0) {
        ShortVector one = ShortVector.broadcast(SHORTS, 4);
        ShortVector two = ShortVector.broadcast(SHORTS, 8);
        ShortVector three = ShortVector.broadcast(SHORTS, 12);
        IntVector halfBits = IntVector.broadcast(INTS, HALF_BITS);
        FloatVector lowBias = FloatVector.broadcast(FLOATS, LOW_BIAS);
        FloatVector highBias = FloatVector.broadcast(FLOATS, HIGH_BIAS);
        IntVector lowHalf = IntVector.broadcast(INTS, LOW_HALF);
        IntVector highHalf = IntVector.broadcast(INTS, HIGH_HALF);
        IntVector wholeBits = IntVector.broadcast(INTS, WHOLE_BITS);
        FloatVector whole = FloatVector.broadcast(FLOATS, WHOLE);
        FloatVector sixteen = FloatVector.broadcast(FLOATS, 16);
        FloatVector low0 = FloatVector.zero(FLOATS);
        FloatVector high0 = low0;
        FloatVector low1 = low0;
        FloatVector high1 = low0;
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
                a = a.add((VECTOR_SHIFTS ? p.lanewise(VectorOperators.LSHR, one) : p.lanewise(VectorOperators.LSHR, 4)).mul(s));
                b = b.add((VECTOR_SHIFTS ? q.lanewise(VectorOperators.LSHR, one) : q.lanewise(VectorOperators.LSHR, 4)).mul(s));
                c = c.add((VECTOR_SHIFTS ? r.lanewise(VectorOperators.LSHR, one) : r.lanewise(VectorOperators.LSHR, 4)).mul(s));
                d = d.add((VECTOR_SHIFTS ? t.lanewise(VectorOperators.LSHR, one) : t.lanewise(VectorOperators.LSHR, 4)).mul(s));
                s = IntVector.broadcast(INTS, x[x0 + 2]).reinterpretAsShorts();
                a = a.add((VECTOR_SHIFTS ? p.lanewise(VectorOperators.LSHR, two) : p.lanewise(VectorOperators.LSHR, 8)).mul(s));
                b = b.add((VECTOR_SHIFTS ? q.lanewise(VectorOperators.LSHR, two) : q.lanewise(VectorOperators.LSHR, 8)).mul(s));
                c = c.add((VECTOR_SHIFTS ? r.lanewise(VectorOperators.LSHR, two) : r.lanewise(VectorOperators.LSHR, 8)).mul(s));
                d = d.add((VECTOR_SHIFTS ? t.lanewise(VectorOperators.LSHR, two) : t.lanewise(VectorOperators.LSHR, 8)).mul(s));
                s = IntVector.broadcast(INTS, x[x0 + 3]).reinterpretAsShorts();
                a = a.add((VECTOR_SHIFTS ? p.lanewise(VectorOperators.LSHR, three) : p.lanewise(VectorOperators.LSHR, 12)).mul(s));
                b = b.add((VECTOR_SHIFTS ? q.lanewise(VectorOperators.LSHR, three) : q.lanewise(VectorOperators.LSHR, 12)).mul(s));
                c = c.add((VECTOR_SHIFTS ? r.lanewise(VectorOperators.LSHR, three) : r.lanewise(VectorOperators.LSHR, 12)).mul(s));
                d = d.add((VECTOR_SHIFTS ? t.lanewise(VectorOperators.LSHR, three) : t.lanewise(VectorOperators.LSHR, 12)).mul(s));
                at += 4 * FLOAT_BYTES;
                x0 += 4;
            }
            FloatVector s = FloatVector.broadcast(FLOATS, scales[block]);
            // -8·Σx is in both halves of the start value.
            int start = starts[block] >> 16;
            FloatVector lowZero = FloatVector.broadcast(FLOATS, WHOLE + start);
            FloatVector highZero = FloatVector.broadcast(FLOATS, start * 65_536f);
            IntVector half = IntVector.fromMemorySegment(INTS, w, at, LE);
            IntVector upper = a.reinterpretAsInts();
            IntVector lower = c.reinterpretAsInts();
            low0 = upper.and(lowHalf).lanewise(VectorOperators.XOR, wholeBits).reinterpretAsFloats().sub(whole).fma(sixteen,
                    lower.and(lowHalf).lanewise(VectorOperators.XOR, wholeBits).reinterpretAsFloats().sub(lowZero)).fma(
                    half.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(halfBits)
                            .reinterpretAsFloats().mul(lowBias).mul(s), low0);
            high0 = ((FloatVector) upper.and(highHalf).convert(VectorOperators.I2F, 0)).fma(sixteen,
                    ((FloatVector) lower.and(highHalf).convert(VectorOperators.I2F, 0)).sub(highZero)).fma(
                    half.lanewise(VectorOperators.ASHR, 3).and(halfBits).reinterpretAsFloats().mul(highBias).mul(s), high0);
            half = IntVector.fromMemorySegment(INTS, w, at + FLOAT_BYTES, LE);
            upper = b.reinterpretAsInts();
            lower = d.reinterpretAsInts();
            low1 = upper.and(lowHalf).lanewise(VectorOperators.XOR, wholeBits).reinterpretAsFloats().sub(whole).fma(sixteen,
                    lower.and(lowHalf).lanewise(VectorOperators.XOR, wholeBits).reinterpretAsFloats().sub(lowZero)).fma(
                    half.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(halfBits)
                            .reinterpretAsFloats().mul(lowBias).mul(s), low1);
            high1 = ((FloatVector) upper.and(highHalf).convert(VectorOperators.I2F, 0)).fma(sixteen,
                    ((FloatVector) lower.and(highHalf).convert(VectorOperators.I2F, 0)).sub(highZero)).fma(
                    half.lanewise(VectorOperators.ASHR, 3).and(halfBits).reinterpretAsFloats().mul(highBias).mul(s), high1);
            at += 2 * FLOAT_BYTES;
        }
        low0.intoArray(y, y0);
        high0.intoArray(y, y0 + LENGTH);
        low1.intoArray(y, y0 + 2 * LENGTH);
        high1.intoArray(y, y0 + 3 * LENGTH);
    }
}
