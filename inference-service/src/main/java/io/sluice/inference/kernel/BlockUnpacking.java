package io.sluice.inference.kernel;

import static io.sluice.inference.kernel.BlockKernels.HALF_BIAS;
import static io.sluice.inference.kernel.BlockKernels.HALF_BITS;
import static io.sluice.inference.kernel.BlockKernels.NIBBLES;
import static io.sluice.inference.kernel.Lanes.FLOATS;
import static io.sluice.inference.kernel.Lanes.FLOAT_BYTES;
import static io.sluice.inference.kernel.Lanes.INTS;
import static io.sluice.inference.kernel.Lanes.LENGTH;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Blocks of one panel, unpacked into one of the columns of vectors that {@link BlockTiles} reads. */
final class BlockUnpacking {

    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    private static final int BLOCK = BlockTensor.BLOCK;
    private static final int LOW_HALF = 0xFFFF;
    private static final int I8_ZERO = 128;

    private BlockUnpacking() {
    }

    /**
     * Q4: a vector of shorts an input.
     *
     * @param step elements of {@code out} from input to input
     */
    static void shorts(MemorySegment w, long at, int blocks, short[] out, int to, int step) {
        IntVector nibbles = IntVector.broadcast(INTS, NIBBLES);
        for (int b = 0; b < blocks; b++) {
            for (int i = 0; i < BLOCK; i += 4) {
                IntVector n = IntVector.fromMemorySegment(INTS, w, at, LE);
                n.and(nibbles).reinterpretAsShorts().intoArray(out, to);
                n.lanewise(VectorOperators.LSHR, 4).and(nibbles).reinterpretAsShorts().intoArray(out, to + step);
                n.lanewise(VectorOperators.LSHR, 8).and(nibbles).reinterpretAsShorts().intoArray(out, to + 2 * step);
                n.lanewise(VectorOperators.LSHR, 12).and(nibbles).reinterpretAsShorts().intoArray(out, to + 3 * step);
                at += FLOAT_BYTES;
                to += 4 * step;
            }
        }
    }

    /** I8: two vectors of floats an input, the panel's first outputs and the others. */
    static void floats(MemorySegment w, long at, int blocks, float[] out, int to, int step) {
        IntVector nibbles = IntVector.broadcast(INTS, NIBBLES);
        for (int b = 0; b < blocks; b++) {
            for (int i = 0; i < BLOCK / 4; i++) {
                IntVector u = IntVector.fromMemorySegment(INTS, w, at, LE);
                IntVector l = IntVector.fromMemorySegment(INTS, w, at + FLOAT_BYTES, LE);
                for (int j = 0; j < 4; j++) {
                    IntVector q = u.and(nibbles).lanewise(VectorOperators.LSHL, 4).or(l.and(nibbles));
                    ((FloatVector) q.and(LOW_HALF).sub(I8_ZERO).convert(VectorOperators.I2F, 0)).intoArray(out, to);
                    ((FloatVector) q.lanewise(VectorOperators.LSHR, 16).sub(I8_ZERO).convert(VectorOperators.I2F, 0))
                            .intoArray(out, to + LENGTH);
                    u = u.lanewise(VectorOperators.LSHR, 4);
                    l = l.lanewise(VectorOperators.LSHR, 4);
                    to += step;
                }
                at += 2 * FLOAT_BYTES;
            }
        }
    }

    /**
     * Scales: two vectors of floats a block.
     *
     * @param at the first block's scales
     */
    static void scales(MemorySegment w, long at, int blocks, float[] out, int to, int step) {
        IntVector halfBits = IntVector.broadcast(INTS, HALF_BITS);
        FloatVector bias = FloatVector.broadcast(FLOATS, HALF_BIAS);
        for (int b = 0; b < blocks; b++) {
            IntVector half = IntVector.fromMemorySegment(INTS, w, at, LE);
            half.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(halfBits)
                    .reinterpretAsFloats().mul(bias).intoArray(out, to);
            half.lanewise(VectorOperators.ASHR, 3).and(halfBits).reinterpretAsFloats().mul(bias)
                    .intoArray(out, to + LENGTH);
            at += FLOAT_BYTES;
            to += step;
        }
    }
}
