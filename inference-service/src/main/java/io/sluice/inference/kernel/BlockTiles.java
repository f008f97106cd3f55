package io.sluice.inference.kernel;

import static io.sluice.inference.kernel.BlockKernels.EIGHT_ROUNDS;
import static io.sluice.inference.kernel.BlockKernels.VECTOR_SHIFTS;
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
 * Block sums of 4 or 2 rows of {@link QuantizedRows} with four vectors of weights: accumulators stay in registers over the
 * 32 inputs of a block and are then written out, block after block. Shorts read the weights as they are stored, shift them
 * once for all rows and add modulo 2^16 as in {@link BlockKernels}; floats read unpacked weights, hold integers below 2^24
 * and are exact in any order. The methods repeat one shape because
 * each accumulator has to be a local variable. Inner loops count by shifting a bit as in {@link BlockKernels}, or in longs where
 * that is faster.
 */
final class BlockTiles {

    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    /** Shifted left until it is reached: four inputs. */
    private static final int FOUR_ROUNDS = 1 << 4;
    /** Floats in four vectors. */
    private static final int WIDTH = BlockTensor.VECTORS * LENGTH;
    /** Unpacked weights of a block. */
    private static final long BLOCK_FLOATS = (long) BlockTensor.BLOCK * WIDTH;

    private BlockTiles() {
    }

    /**
     * @param x    factors, {@code ldx} from row to row
     * @param w    blocks of a panel from {@code at} on, with {@code scaleStep} bytes of scales behind each
     * @param sums {@code [block][row][4 vectors]}
     */
    static void shorts4(int[] x, int x0, int ldx, int[] starts, int first, int lds, int blocks, MemorySegment w, long at,
            int scaleStep, short[] sums) {
        ShortVector nibble = ShortVector.broadcast(SHORTS, 4);
        int to = 0;
        for (int b = first; b < first + blocks; b++) {
            ShortVector a0 = IntVector.broadcast(INTS, starts[b]).reinterpretAsShorts();
            ShortVector b0 = a0;
            ShortVector c0 = a0;
            ShortVector d0 = a0;
            ShortVector a1 = IntVector.broadcast(INTS, starts[b + lds]).reinterpretAsShorts();
            ShortVector b1 = a1;
            ShortVector c1 = a1;
            ShortVector d1 = a1;
            ShortVector a2 = IntVector.broadcast(INTS, starts[b + 2 * lds]).reinterpretAsShorts();
            ShortVector b2 = a2;
            ShortVector c2 = a2;
            ShortVector d2 = a2;
            ShortVector a3 = IntVector.broadcast(INTS, starts[b + 3 * lds]).reinterpretAsShorts();
            ShortVector b3 = a3;
            ShortVector c3 = a3;
            ShortVector d3 = a3;
            for (int round = 1; round < EIGHT_ROUNDS; round <<= 1) {
                ShortVector p = IntVector.fromMemorySegment(INTS, w, at, LE).reinterpretAsShorts();
                ShortVector q = IntVector.fromMemorySegment(INTS, w, at + FLOAT_BYTES, LE).reinterpretAsShorts();
                ShortVector r = IntVector.fromMemorySegment(INTS, w, at + 2 * FLOAT_BYTES, LE).reinterpretAsShorts();
                ShortVector t = IntVector.fromMemorySegment(INTS, w, at + 3 * FLOAT_BYTES, LE).reinterpretAsShorts();
                for (int i = 1; i < FOUR_ROUNDS; i <<= 1) {
                    ShortVector s = IntVector.broadcast(INTS, x[x0]).reinterpretAsShorts();
                    a0 = a0.add(p.mul(s));
                    b0 = b0.add(q.mul(s));
                    c0 = c0.add(r.mul(s));
                    d0 = d0.add(t.mul(s));
                    s = IntVector.broadcast(INTS, x[x0 + ldx]).reinterpretAsShorts();
                    a1 = a1.add(p.mul(s));
                    b1 = b1.add(q.mul(s));
                    c1 = c1.add(r.mul(s));
                    d1 = d1.add(t.mul(s));
                    s = IntVector.broadcast(INTS, x[x0 + 2 * ldx]).reinterpretAsShorts();
                    a2 = a2.add(p.mul(s));
                    b2 = b2.add(q.mul(s));
                    c2 = c2.add(r.mul(s));
                    d2 = d2.add(t.mul(s));
                    s = IntVector.broadcast(INTS, x[x0 + 3 * ldx]).reinterpretAsShorts();
                    a3 = a3.add(p.mul(s));
                    b3 = b3.add(q.mul(s));
                    c3 = c3.add(r.mul(s));
                    d3 = d3.add(t.mul(s));
                    p = VECTOR_SHIFTS ? p.lanewise(VectorOperators.LSHR, nibble) : p.lanewise(VectorOperators.LSHR, 4);
                    q = VECTOR_SHIFTS ? q.lanewise(VectorOperators.LSHR, nibble) : q.lanewise(VectorOperators.LSHR, 4);
                    r = VECTOR_SHIFTS ? r.lanewise(VectorOperators.LSHR, nibble) : r.lanewise(VectorOperators.LSHR, 4);
                    t = VECTOR_SHIFTS ? t.lanewise(VectorOperators.LSHR, nibble) : t.lanewise(VectorOperators.LSHR, 4);
                    x0++;
                }
                at += 4 * FLOAT_BYTES;
            }
            a0.intoArray(sums, to);
            b0.intoArray(sums, to + SHORT_LANES);
            c0.intoArray(sums, to + 2 * SHORT_LANES);
            d0.intoArray(sums, to + 3 * SHORT_LANES);
            a1.intoArray(sums, to + 4 * SHORT_LANES);
            b1.intoArray(sums, to + 5 * SHORT_LANES);
            c1.intoArray(sums, to + 6 * SHORT_LANES);
            d1.intoArray(sums, to + 7 * SHORT_LANES);
            a2.intoArray(sums, to + 8 * SHORT_LANES);
            b2.intoArray(sums, to + 9 * SHORT_LANES);
            c2.intoArray(sums, to + 10 * SHORT_LANES);
            d2.intoArray(sums, to + 11 * SHORT_LANES);
            a3.intoArray(sums, to + 12 * SHORT_LANES);
            b3.intoArray(sums, to + 13 * SHORT_LANES);
            c3.intoArray(sums, to + 14 * SHORT_LANES);
            d3.intoArray(sums, to + 15 * SHORT_LANES);
            to += 16 * SHORT_LANES;
            at += scaleStep;
        }
    }

    /** As {@link #shorts4} for two rows: 8 accumulators, for machines with 16 vector registers and for what is left. */
    static void shorts2(int[] x, int x0, int ldx, int[] starts, int first, int lds, int blocks, MemorySegment w, long at,
            int scaleStep, short[] sums) {
        ShortVector nibble = ShortVector.broadcast(SHORTS, 4);
        int to = 0;
        for (int b = first; b < first + blocks; b++) {
            ShortVector a0 = IntVector.broadcast(INTS, starts[b]).reinterpretAsShorts();
            ShortVector b0 = a0;
            ShortVector c0 = a0;
            ShortVector d0 = a0;
            ShortVector a1 = IntVector.broadcast(INTS, starts[b + lds]).reinterpretAsShorts();
            ShortVector b1 = a1;
            ShortVector c1 = a1;
            ShortVector d1 = a1;
            for (int round = 1; round < EIGHT_ROUNDS; round <<= 1) {
                ShortVector p = IntVector.fromMemorySegment(INTS, w, at, LE).reinterpretAsShorts();
                ShortVector q = IntVector.fromMemorySegment(INTS, w, at + FLOAT_BYTES, LE).reinterpretAsShorts();
                ShortVector r = IntVector.fromMemorySegment(INTS, w, at + 2 * FLOAT_BYTES, LE).reinterpretAsShorts();
                ShortVector t = IntVector.fromMemorySegment(INTS, w, at + 3 * FLOAT_BYTES, LE).reinterpretAsShorts();
                for (int i = 1; i < FOUR_ROUNDS; i <<= 1) {
                    ShortVector s = IntVector.broadcast(INTS, x[x0]).reinterpretAsShorts();
                    a0 = a0.add(p.mul(s));
                    b0 = b0.add(q.mul(s));
                    c0 = c0.add(r.mul(s));
                    d0 = d0.add(t.mul(s));
                    s = IntVector.broadcast(INTS, x[x0 + ldx]).reinterpretAsShorts();
                    a1 = a1.add(p.mul(s));
                    b1 = b1.add(q.mul(s));
                    c1 = c1.add(r.mul(s));
                    d1 = d1.add(t.mul(s));
                    p = VECTOR_SHIFTS ? p.lanewise(VectorOperators.LSHR, nibble) : p.lanewise(VectorOperators.LSHR, 4);
                    q = VECTOR_SHIFTS ? q.lanewise(VectorOperators.LSHR, nibble) : q.lanewise(VectorOperators.LSHR, 4);
                    r = VECTOR_SHIFTS ? r.lanewise(VectorOperators.LSHR, nibble) : r.lanewise(VectorOperators.LSHR, 4);
                    t = VECTOR_SHIFTS ? t.lanewise(VectorOperators.LSHR, nibble) : t.lanewise(VectorOperators.LSHR, 4);
                    x0++;
                }
                at += 4 * FLOAT_BYTES;
            }
            a0.intoArray(sums, to);
            b0.intoArray(sums, to + SHORT_LANES);
            c0.intoArray(sums, to + 2 * SHORT_LANES);
            d0.intoArray(sums, to + 3 * SHORT_LANES);
            a1.intoArray(sums, to + 4 * SHORT_LANES);
            b1.intoArray(sums, to + 5 * SHORT_LANES);
            c1.intoArray(sums, to + 6 * SHORT_LANES);
            d1.intoArray(sums, to + 7 * SHORT_LANES);
            to += 8 * SHORT_LANES;
            at += scaleStep;
        }
    }

    /**
     * @param x    integers, {@code ldx} from row to row
     * @param w    {@code [block][input][4 vectors]}
     * @param sums {@code [block][row][4 vectors]}
     */
    static void floats4(float[] x, int x0, int ldx, int blocks, float[] w, float[] sums) {
        long at = 0;
        int to = 0;
        for (int b = 0; b < blocks; b++) {
            FloatVector a0 = FloatVector.zero(FLOATS);
            FloatVector b0 = a0;
            FloatVector c0 = a0;
            FloatVector d0 = a0;
            FloatVector a1 = a0;
            FloatVector b1 = a0;
            FloatVector c1 = a0;
            FloatVector d1 = a0;
            FloatVector a2 = a0;
            FloatVector b2 = a0;
            FloatVector c2 = a0;
            FloatVector d2 = a0;
            FloatVector a3 = a0;
            FloatVector b3 = a0;
            FloatVector c3 = a0;
            FloatVector d3 = a0;
            for (long end = at + BLOCK_FLOATS; at < end; at += 4 * LENGTH) {
                FloatVector p = FloatVector.fromArray(FLOATS, w, (int) at);
                FloatVector q = FloatVector.fromArray(FLOATS, w, (int) at + LENGTH);
                FloatVector r = FloatVector.fromArray(FLOATS, w, (int) at + 2 * LENGTH);
                FloatVector t = FloatVector.fromArray(FLOATS, w, (int) at + 3 * LENGTH);
                FloatVector s = FloatVector.broadcast(FLOATS, x[x0]);
                a0 = p.fma(s, a0);
                b0 = q.fma(s, b0);
                c0 = r.fma(s, c0);
                d0 = t.fma(s, d0);
                s = FloatVector.broadcast(FLOATS, x[x0 + ldx]);
                a1 = p.fma(s, a1);
                b1 = q.fma(s, b1);
                c1 = r.fma(s, c1);
                d1 = t.fma(s, d1);
                s = FloatVector.broadcast(FLOATS, x[x0 + 2 * ldx]);
                a2 = p.fma(s, a2);
                b2 = q.fma(s, b2);
                c2 = r.fma(s, c2);
                d2 = t.fma(s, d2);
                s = FloatVector.broadcast(FLOATS, x[x0 + 3 * ldx]);
                a3 = p.fma(s, a3);
                b3 = q.fma(s, b3);
                c3 = r.fma(s, c3);
                d3 = t.fma(s, d3);
                x0++;
            }
            a0.intoArray(sums, to);
            b0.intoArray(sums, to + LENGTH);
            c0.intoArray(sums, to + 2 * LENGTH);
            d0.intoArray(sums, to + 3 * LENGTH);
            a1.intoArray(sums, to + 4 * LENGTH);
            b1.intoArray(sums, to + 5 * LENGTH);
            c1.intoArray(sums, to + 6 * LENGTH);
            d1.intoArray(sums, to + 7 * LENGTH);
            a2.intoArray(sums, to + 8 * LENGTH);
            b2.intoArray(sums, to + 9 * LENGTH);
            c2.intoArray(sums, to + 10 * LENGTH);
            d2.intoArray(sums, to + 11 * LENGTH);
            a3.intoArray(sums, to + 12 * LENGTH);
            b3.intoArray(sums, to + 13 * LENGTH);
            c3.intoArray(sums, to + 14 * LENGTH);
            d3.intoArray(sums, to + 15 * LENGTH);
            to += 16 * LENGTH;
        }
    }

    /** As {@link #floats4} for two rows. */
    static void floats2(float[] x, int x0, int ldx, int blocks, float[] w, float[] sums) {
        int at = 0;
        int to = 0;
        for (int b = 0; b < blocks; b++) {
            FloatVector a0 = FloatVector.zero(FLOATS);
            FloatVector b0 = a0;
            FloatVector c0 = a0;
            FloatVector d0 = a0;
            FloatVector a1 = a0;
            FloatVector b1 = a0;
            FloatVector c1 = a0;
            FloatVector d1 = a0;
            for (int i = 1; i != 0; i <<= 1) {
                FloatVector p = FloatVector.fromArray(FLOATS, w, at);
                FloatVector q = FloatVector.fromArray(FLOATS, w, at + LENGTH);
                FloatVector r = FloatVector.fromArray(FLOATS, w, at + 2 * LENGTH);
                FloatVector t = FloatVector.fromArray(FLOATS, w, at + 3 * LENGTH);
                FloatVector s = FloatVector.broadcast(FLOATS, x[x0]);
                a0 = p.fma(s, a0);
                b0 = q.fma(s, b0);
                c0 = r.fma(s, c0);
                d0 = t.fma(s, d0);
                s = FloatVector.broadcast(FLOATS, x[x0 + ldx]);
                a1 = p.fma(s, a1);
                b1 = q.fma(s, b1);
                c1 = r.fma(s, c1);
                d1 = t.fma(s, d1);
                at += 4 * LENGTH;
                x0++;
            }
            a0.intoArray(sums, to);
            b0.intoArray(sums, to + LENGTH);
            c0.intoArray(sums, to + 2 * LENGTH);
            d0.intoArray(sums, to + 3 * LENGTH);
            a1.intoArray(sums, to + 4 * LENGTH);
            b1.intoArray(sums, to + 5 * LENGTH);
            c1.intoArray(sums, to + 6 * LENGTH);
            d1.intoArray(sums, to + 7 * LENGTH);
            to += 8 * LENGTH;
        }
    }

    /**
     * One row of a tile whose sums are floats.
     *
     * @param step elements of {@code sums} from block to block
     */
    static void addFloats(float[] sums, int from, int step, int blocks, float[] weightScales, float[] rowScales, int b0,
            float[] partial, int to) {
        int scale = 0;
        for (int j = from; j < from + WIDTH; j += LENGTH) {
            FloatVector sum = FloatVector.fromArray(FLOATS, partial, to);
            for (int b = 0; b < blocks; b++) {
                FloatVector s = FloatVector.broadcast(FLOATS, rowScales[b0 + b]);
                sum = FloatVector.fromArray(FLOATS, sums, j + b * step)
                        .fma(FloatVector.fromArray(FLOATS, weightScales, scale + b * WIDTH).mul(s), sum);
            }
            sum.intoArray(partial, to);
            to += LENGTH;
            scale += LENGTH;
        }
    }
}
