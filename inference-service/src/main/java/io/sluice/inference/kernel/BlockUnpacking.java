package io.sluice.inference.kernel;

import static io.sluice.inference.kernel.BlockKernels.HALF_BIAS;
import static io.sluice.inference.kernel.BlockKernels.HALF_BITS;
import static io.sluice.inference.kernel.Lanes.FLOATS;
import static io.sluice.inference.kernel.Lanes.FLOAT_BYTES;
import static io.sluice.inference.kernel.Lanes.INTS;
import static io.sluice.inference.kernel.Lanes.LENGTH;
import static io.sluice.inference.kernel.Lanes.SHORT_LANES;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
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

    /**
     * The vectors as they are and shifted right by 4, 8 and 12 bits: {@code [input][4 vectors]}.
     *
     * @param vectors a multiple of four inputs' worth
     */
    static void shorts(MemorySegment w, long at, int vectors, short[] out) {
        int to = 0;
        for (int i = 0; i < vectors; i += VECTORS) {
            for (int v = 1; v < 1 << VECTORS; v <<= 1) {
                ShortVector n = IntVector.fromMemorySegment(INTS, w, at, LE).reinterpretAsShorts();
                n.intoArray(out, to);
                n.lanewise(VectorOperators.LSHR, 4).intoArray(out, to + VECTORS * SHORT_LANES);
                n.lanewise(VectorOperators.LSHR, 8).intoArray(out, to + 2 * VECTORS * SHORT_LANES);
                n.lanewise(VectorOperators.LSHR, 12).intoArray(out, to + 3 * VECTORS * SHORT_LANES);
                at += FLOAT_BYTES;
                to += SHORT_LANES;
            }
            to += 3 * VECTORS * SHORT_LANES;
        }
    }

    /** I8 as floats: {@code [input][2 groups][low half, high half]}. */
    static void floats(MemorySegment w, long at, int vectors, float[] out) {
        IntVector nibbles = IntVector.broadcast(INTS, NIBBLES);
        int to = 0;
        for (int i = 0; i < vectors; i += VECTORS) {
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
