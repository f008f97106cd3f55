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
 * The sums of {@link BlockTiles#shorts4}, widened and scaled, onto partial results, block after block.
 *
 * <p>Both halves of an int become floats without shifts, which a processor has too few of: the low half replaces the lowest
 * bits of 2^23 + 2^15, its sign bit turned, and that is taken off again; the high half is converted where it stands, 65536
 * times too large, which its scale makes up for. Both are exact. {@link BlockKernels} does the same.
 */
final class BlockScaling {

    /** Sign, exponent and mantissa of a half-precision number that was sign-extended and shifted left by 13. */
    static final int HALF_BITS = 0x8FFF_E000;
    /** 2^112 makes up for the different biases of the exponents. */
    static final float LOW_BIAS = 0x1p112f;
    /** As {@link #LOW_BIAS}, and for sums that are 2^16 times too large. */
    static final float HIGH_BIAS = 0x1p96f;
    static final int LOW_HALF = 0xFFFF;
    static final int HIGH_HALF = 0xFFFF_0000;
    /** 2^23 + 2^15 as a float. */
    static final float WHOLE = 8_421_376f;
    /** Its bits. */
    static final int WHOLE_BITS = 0x4B00_8000;

    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    /** Shorts of a tile's row. */
    private static final int ROW = BlockTensor.VECTORS * SHORT_LANES;

    private BlockScaling() {
    }

    /**
     * Four rows of a tile over Q4.
     *
     * @param sums   the tile's sums from {@code sums0} on; {@code step} from block to block
     * @param scales of the activations: the first row's from {@code b0} on, {@code lds} from row to row
     * @param w0     the first block's first scales, {@code blockBytes} from block to block
     */
    static void addQ4Rows4(short[] sums, int sums0, int step, float[] scales, int b0, int lds, int blocks, MemorySegment w,
            long w0, int blockBytes, int groups, float[] y, int y0, int ldy) {
        IntVector halfBits = IntVector.broadcast(INTS, HALF_BITS);
        FloatVector lowBias = FloatVector.broadcast(FLOATS, LOW_BIAS);
        FloatVector highBias = FloatVector.broadcast(FLOATS, HIGH_BIAS);
        IntVector lowHalf = IntVector.broadcast(INTS, LOW_HALF);
        IntVector highHalf = IntVector.broadcast(INTS, HIGH_HALF);
        IntVector wholeBits = IntVector.broadcast(INTS, WHOLE_BITS);
        FloatVector whole = FloatVector.broadcast(FLOATS, WHOLE);
        for (int group = 0; group < groups; group++) {
            int from = sums0 + group * SHORT_LANES;
            int to = y0 + group * SHORT_LANES;
            long at = w0 + (long) group * FLOAT_BYTES;
            FloatVector low0 = FloatVector.fromArray(FLOATS, y, to);
            FloatVector high0 = FloatVector.fromArray(FLOATS, y, to + LENGTH);
            FloatVector low1 = FloatVector.fromArray(FLOATS, y, to + ldy);
            FloatVector high1 = FloatVector.fromArray(FLOATS, y, to + ldy + LENGTH);
            FloatVector low2 = FloatVector.fromArray(FLOATS, y, to + 2 * ldy);
            FloatVector high2 = FloatVector.fromArray(FLOATS, y, to + 2 * ldy + LENGTH);
            FloatVector low3 = FloatVector.fromArray(FLOATS, y, to + 3 * ldy);
            FloatVector high3 = FloatVector.fromArray(FLOATS, y, to + 3 * ldy + LENGTH);
            for (long block = b0; block < b0 + blocks; block++) {
                int b = (int) block;
                IntVector half = IntVector.fromMemorySegment(INTS, w, at, LE);
                FloatVector lowScale = half.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3)
                        .and(halfBits).reinterpretAsFloats().mul(lowBias);
                FloatVector highScale = half.lanewise(VectorOperators.ASHR, 3).and(halfBits).reinterpretAsFloats().mul(highBias);
                FloatVector s = FloatVector.broadcast(FLOATS, scales[b]);
                IntVector sum = ShortVector.fromArray(SHORTS, sums, from).reinterpretAsInts();
                low0 = sum.and(lowHalf).lanewise(VectorOperators.XOR, wholeBits).reinterpretAsFloats().sub(whole)
                        .fma(lowScale.mul(s), low0);
                high0 = ((FloatVector) sum.and(highHalf).convert(VectorOperators.I2F, 0)).fma(highScale.mul(s), high0);
                s = FloatVector.broadcast(FLOATS, scales[b + lds]);
                sum = ShortVector.fromArray(SHORTS, sums, from + ROW).reinterpretAsInts();
                low1 = sum.and(lowHalf).lanewise(VectorOperators.XOR, wholeBits).reinterpretAsFloats().sub(whole)
                        .fma(lowScale.mul(s), low1);
                high1 = ((FloatVector) sum.and(highHalf).convert(VectorOperators.I2F, 0)).fma(highScale.mul(s), high1);
                s = FloatVector.broadcast(FLOATS, scales[b + 2 * lds]);
                sum = ShortVector.fromArray(SHORTS, sums, from + 2 * ROW).reinterpretAsInts();
                low2 = sum.and(lowHalf).lanewise(VectorOperators.XOR, wholeBits).reinterpretAsFloats().sub(whole)
                        .fma(lowScale.mul(s), low2);
                high2 = ((FloatVector) sum.and(highHalf).convert(VectorOperators.I2F, 0)).fma(highScale.mul(s), high2);
                s = FloatVector.broadcast(FLOATS, scales[b + 3 * lds]);
                sum = ShortVector.fromArray(SHORTS, sums, from + 3 * ROW).reinterpretAsInts();
                low3 = sum.and(lowHalf).lanewise(VectorOperators.XOR, wholeBits).reinterpretAsFloats().sub(whole)
                        .fma(lowScale.mul(s), low3);
                high3 = ((FloatVector) sum.and(highHalf).convert(VectorOperators.I2F, 0)).fma(highScale.mul(s), high3);
                from += step;
                at += blockBytes;
            }
            low0.intoArray(y, to);
            high0.intoArray(y, to + LENGTH);
            low1.intoArray(y, to + ldy);
            high1.intoArray(y, to + ldy + LENGTH);
            low2.intoArray(y, to + 2 * ldy);
            high2.intoArray(y, to + 2 * ldy + LENGTH);
            low3.intoArray(y, to + 3 * ldy);
            high3.intoArray(y, to + 3 * ldy + LENGTH);
        }
    }

    /** As {@link #addQ4Rows4} for two rows. */
    static void addQ4Rows2(short[] sums, int sums0, int step, float[] scales, int b0, int lds, int blocks, MemorySegment w,
            long w0, int blockBytes, int groups, float[] y, int y0, int ldy) {
        IntVector halfBits = IntVector.broadcast(INTS, HALF_BITS);
        FloatVector lowBias = FloatVector.broadcast(FLOATS, LOW_BIAS);
        FloatVector highBias = FloatVector.broadcast(FLOATS, HIGH_BIAS);
        IntVector lowHalf = IntVector.broadcast(INTS, LOW_HALF);
        IntVector highHalf = IntVector.broadcast(INTS, HIGH_HALF);
        IntVector wholeBits = IntVector.broadcast(INTS, WHOLE_BITS);
        FloatVector whole = FloatVector.broadcast(FLOATS, WHOLE);
        for (int group = 0; group < groups; group++) {
            int from = sums0 + group * SHORT_LANES;
            int to = y0 + group * SHORT_LANES;
            long at = w0 + (long) group * FLOAT_BYTES;
            FloatVector low0 = FloatVector.fromArray(FLOATS, y, to);
            FloatVector high0 = FloatVector.fromArray(FLOATS, y, to + LENGTH);
            FloatVector low1 = FloatVector.fromArray(FLOATS, y, to + ldy);
            FloatVector high1 = FloatVector.fromArray(FLOATS, y, to + ldy + LENGTH);
            for (long block = b0; block < b0 + blocks; block++) {
                int b = (int) block;
                IntVector half = IntVector.fromMemorySegment(INTS, w, at, LE);
                FloatVector lowScale = half.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3)
                        .and(halfBits).reinterpretAsFloats().mul(lowBias);
                FloatVector highScale = half.lanewise(VectorOperators.ASHR, 3).and(halfBits).reinterpretAsFloats().mul(highBias);
                FloatVector s = FloatVector.broadcast(FLOATS, scales[b]);
                IntVector sum = ShortVector.fromArray(SHORTS, sums, from).reinterpretAsInts();
                low0 = sum.and(lowHalf).lanewise(VectorOperators.XOR, wholeBits).reinterpretAsFloats().sub(whole)
                        .fma(lowScale.mul(s), low0);
                high0 = ((FloatVector) sum.and(highHalf).convert(VectorOperators.I2F, 0)).fma(highScale.mul(s), high0);
                s = FloatVector.broadcast(FLOATS, scales[b + lds]);
                sum = ShortVector.fromArray(SHORTS, sums, from + ROW).reinterpretAsInts();
                low1 = sum.and(lowHalf).lanewise(VectorOperators.XOR, wholeBits).reinterpretAsFloats().sub(whole)
                        .fma(lowScale.mul(s), low1);
                high1 = ((FloatVector) sum.and(highHalf).convert(VectorOperators.I2F, 0)).fma(highScale.mul(s), high1);
                from += step;
                at += blockBytes;
            }
            low0.intoArray(y, to);
            high0.intoArray(y, to + LENGTH);
            low1.intoArray(y, to + ldy);
            high1.intoArray(y, to + ldy + LENGTH);
        }
    }

    /** As {@link #addQ4Rows2} for I8; the lower nibbles' sums are two vectors behind the upper ones'. */
    static void addI8Rows2(short[] sums, int sums0, int step, int[] starts, float[] scales, int b0, int lds, int blocks, MemorySegment w,
            long w0, int blockBytes, int groups, float[] y, int y0, int ldy) {
        IntVector halfBits = IntVector.broadcast(INTS, HALF_BITS);
        FloatVector lowBias = FloatVector.broadcast(FLOATS, LOW_BIAS);
        FloatVector highBias = FloatVector.broadcast(FLOATS, HIGH_BIAS);
        IntVector lowHalf = IntVector.broadcast(INTS, LOW_HALF);
        IntVector highHalf = IntVector.broadcast(INTS, HIGH_HALF);
        IntVector wholeBits = IntVector.broadcast(INTS, WHOLE_BITS);
        FloatVector whole = FloatVector.broadcast(FLOATS, WHOLE);
        FloatVector sixteen = FloatVector.broadcast(FLOATS, 16);
        for (int group = 0; group < groups; group++) {
            int from = sums0 + group * SHORT_LANES;
            int to = y0 + group * SHORT_LANES;
            long at = w0 + (long) group * FLOAT_BYTES;
            FloatVector low0 = FloatVector.fromArray(FLOATS, y, to);
            FloatVector high0 = FloatVector.fromArray(FLOATS, y, to + LENGTH);
            FloatVector low1 = FloatVector.fromArray(FLOATS, y, to + ldy);
            FloatVector high1 = FloatVector.fromArray(FLOATS, y, to + ldy + LENGTH);
            for (long block = b0; block < b0 + blocks; block++) {
                int b = (int) block;
                IntVector half = IntVector.fromMemorySegment(INTS, w, at, LE);
                FloatVector lowScale = half.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3)
                        .and(halfBits).reinterpretAsFloats().mul(lowBias);
                FloatVector highScale = half.lanewise(VectorOperators.ASHR, 3).and(halfBits).reinterpretAsFloats().mul(highBias);
                FloatVector s = FloatVector.broadcast(FLOATS, scales[b]);
                IntVector upper = ShortVector.fromArray(SHORTS, sums, from).reinterpretAsInts();
                IntVector lower = ShortVector.fromArray(SHORTS, sums, from + 2 * SHORT_LANES).reinterpretAsInts();
                int start = starts[b] >> 16;
                low0 = upper.and(lowHalf).lanewise(VectorOperators.XOR, wholeBits).reinterpretAsFloats().sub(whole).fma(sixteen,
                        lower.and(lowHalf).lanewise(VectorOperators.XOR, wholeBits).reinterpretAsFloats()
                                .sub(FloatVector.broadcast(FLOATS, WHOLE + start))).fma(lowScale.mul(s), low0);
                high0 = ((FloatVector) upper.and(highHalf).convert(VectorOperators.I2F, 0)).fma(sixteen,
                        ((FloatVector) lower.and(highHalf).convert(VectorOperators.I2F, 0))
                                .sub(FloatVector.broadcast(FLOATS, start * 65_536f))).fma(highScale.mul(s), high0);
                s = FloatVector.broadcast(FLOATS, scales[b + lds]);
                upper = ShortVector.fromArray(SHORTS, sums, from + ROW).reinterpretAsInts();
                lower = ShortVector.fromArray(SHORTS, sums, from + ROW + 2 * SHORT_LANES).reinterpretAsInts();
                start = starts[b + lds] >> 16;
                low1 = upper.and(lowHalf).lanewise(VectorOperators.XOR, wholeBits).reinterpretAsFloats().sub(whole).fma(sixteen,
                        lower.and(lowHalf).lanewise(VectorOperators.XOR, wholeBits).reinterpretAsFloats()
                                .sub(FloatVector.broadcast(FLOATS, WHOLE + start))).fma(lowScale.mul(s), low1);
                high1 = ((FloatVector) upper.and(highHalf).convert(VectorOperators.I2F, 0)).fma(sixteen,
                        ((FloatVector) lower.and(highHalf).convert(VectorOperators.I2F, 0))
                                .sub(FloatVector.broadcast(FLOATS, start * 65_536f))).fma(highScale.mul(s), high1);
                from += step;
                at += blockBytes;
            }
            low0.intoArray(y, to);
            high0.intoArray(y, to + LENGTH);
            low1.intoArray(y, to + ldy);
            high1.intoArray(y, to + ldy + LENGTH);
        }
    }
}
