package io.sluice.inference.kernel;

import static io.sluice.inference.kernel.BlockScaling.LOW_BIAS;
import static io.sluice.inference.kernel.BlockScaling.HALF_BITS;
import static io.sluice.inference.kernel.Lanes.FLOATS;
import static io.sluice.inference.kernel.Lanes.FLOAT_BYTES;
import static io.sluice.inference.kernel.Lanes.INTS;
import static io.sluice.inference.kernel.Lanes.LENGTH;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/** Blocks of one panel, unpacked for {@link BlockTiles}. */
final class BlockUnpacking {

    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    private static final int VECTORS = BlockTensor.VECTORS;
    private static final int LOW_HALF = 0xFFFF;
    /** The lowest nibble of each half. */
    private static final int NIBBLES = 0x000F_000F;
    private static final int I8_ZERO = 128;

    private BlockUnpacking() {
    }

    /** A block of I8 as floats: {@code [input][2 groups][low half, high half]}. */
    static void floats(MemorySegment w, long at, float[] out, int to) {
        IntVector nibbles = IntVector.broadcast(INTS, NIBBLES);
        for (int round = 1; round < BlockKernels.EIGHT_ROUNDS; round <<= 1) {
            for (int group = 1; group < 1 << 2; group <<= 1) {
                IntVector u = IntVector.fromMemorySegment(INTS, w, at, LE);
                IntVector l = IntVector.fromMemorySegment(INTS, w, at + 2 * FLOAT_BYTES, LE);
                for (int j = 1; j < 1 << 4; j <<= 1) {
                    IntVector q = u.and(nibbles).lanewise(VectorOperators.LSHL, 4).or(l.and(nibbles));
                    ((FloatVector) q.and(LOW_HALF).sub(I8_ZERO).convert(VectorOperators.I2F, 0)).intoArray(out, to);
                    ((FloatVector) q.lanewise(VectorOperators.LSHR, 16).sub(I8_ZERO).convert(VectorOperators.I2F, 0))
                            .intoArray(out, to + LENGTH);
                    u = u.lanewise(VectorOperators.LSHR, 4);
                    l = l.lanewise(VectorOperators.LSHR, 4);
                    to += VECTORS * LENGTH;
                }
                at += FLOAT_BYTES;
                to -= 4 * VECTORS * LENGTH - 2 * LENGTH;
            }
            at += 2 * FLOAT_BYTES;
            to += 4 * VECTORS * LENGTH - 4 * LENGTH;
        }
    }

    /**
     * A group's scales as floats, two vectors a block.
     *
     * @param step elements of {@code out} from block to block
     */
    static void scales(MemorySegment w, long at, int blockBytes, int blocks, float[] out, int to, int step) {
        IntVector halfBits = IntVector.broadcast(INTS, HALF_BITS);
        FloatVector bias = FloatVector.broadcast(FLOATS, LOW_BIAS);
        for (int b = 0; b < blocks; b++) {
            IntVector half = IntVector.fromMemorySegment(INTS, w, at, LE);
            half.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(halfBits)
                    .reinterpretAsFloats().mul(bias).intoArray(out, to);
            half.lanewise(VectorOperators.ASHR, 3).and(halfBits).reinterpretAsFloats().mul(bias)
                    .intoArray(out, to + LENGTH);
            at += blockBytes;
            to += step;
        }
    }
}
