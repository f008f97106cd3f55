package io.sluice.inference.kernel;

import static io.sluice.inference.kernel.Lanes.FLOATS;
import static io.sluice.inference.kernel.Lanes.FLOAT_BYTES;
import static io.sluice.inference.kernel.Lanes.INTS;
import static io.sluice.inference.kernel.Lanes.LENGTH;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The product of 1, 2 or 4 rows with one panel of weights, on top of partial sums:
 * {@code y[r][c] = from[r][c] + Σ_k x[r][k] · w[k][c]} for the panel's four vectors of columns. The first block of a
 * product begins from zeros; y itself is only written, because clearing it just before would make each load wait.
 *
 * <p>Each output element is one lane of one accumulator and takes its terms in the order of k, one fused multiply-add
 * each. So its bits depend neither on how many rows share the call nor on the vector width, and a scalar loop gives the
 * same. Weights stream once, in order; inputs are broadcast. The methods repeat one shape because C2 keeps accumulators
 * in registers only as plain locals of a small loop (passing vectors to a helper boxes them).
 *
 * <p>The loops for one row count in longs: C2 leaves those as they are, and the processor prefetches a stream that one load
 * walks through twice as fast as one that an unrolled loop's many loads share.
 *
 * <p>A BF16 panel packs two columns in an int: the low half belongs to vector 0 (or 2), the high half to 1 (or 3).
 */
final class MatrixKernels {

    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    private static final int HIGH_HALF = 0xFFFF0000;

    private MatrixKernels() {
    }

    static void f32Rows1(
            float[] x, int x0, int n, MemorySegment w, long at, float[] from, int f0, float[] y, int y0) {
        FloatVector a = FloatVector.fromArray(FLOATS, from, f0);
        FloatVector b = FloatVector.fromArray(FLOATS, from, f0 + LENGTH);
        FloatVector c = FloatVector.fromArray(FLOATS, from, f0 + 2 * LENGTH);
        FloatVector d = FloatVector.fromArray(FLOATS, from, f0 + 3 * LENGTH);
        for (long end = at + (long) n * 4 * FLOAT_BYTES; at < end; at += 4 * FLOAT_BYTES) {
            FloatVector s = FloatVector.broadcast(FLOATS, x[x0++]);
            a = FloatVector.fromMemorySegment(FLOATS, w, at, LE).fma(s, a);
            b = FloatVector.fromMemorySegment(FLOATS, w, at + FLOAT_BYTES, LE).fma(s, b);
            c = FloatVector.fromMemorySegment(FLOATS, w, at + 2 * FLOAT_BYTES, LE).fma(s, c);
            d = FloatVector.fromMemorySegment(FLOATS, w, at + 3 * FLOAT_BYTES, LE).fma(s, d);
        }
        a.intoArray(y, y0);
        b.intoArray(y, y0 + LENGTH);
        c.intoArray(y, y0 + 2 * LENGTH);
        d.intoArray(y, y0 + 3 * LENGTH);
    }

    static void bf16Rows1(
            float[] x, int x0, int n, MemorySegment w, long at, float[] from, int f0, float[] y, int y0) {
        FloatVector a = FloatVector.fromArray(FLOATS, from, f0);
        FloatVector b = FloatVector.fromArray(FLOATS, from, f0 + LENGTH);
        FloatVector c = FloatVector.fromArray(FLOATS, from, f0 + 2 * LENGTH);
        FloatVector d = FloatVector.fromArray(FLOATS, from, f0 + 3 * LENGTH);
        IntVector mask = IntVector.broadcast(INTS, HIGH_HALF);
        for (long end = at + (long) n * 2 * FLOAT_BYTES; at < end; at += 2 * FLOAT_BYTES) {
            FloatVector s = FloatVector.broadcast(FLOATS, x[x0++]);
            IntVector p = IntVector.fromMemorySegment(INTS, w, at, LE);
            IntVector q = IntVector.fromMemorySegment(INTS, w, at + FLOAT_BYTES, LE);
            a = p.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(s, a);
            b = p.and(mask).reinterpretAsFloats().fma(s, b);
            c = q.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats().fma(s, c);
            d = q.and(mask).reinterpretAsFloats().fma(s, d);
        }
        a.intoArray(y, y0);
        b.intoArray(y, y0 + LENGTH);
        c.intoArray(y, y0 + 2 * LENGTH);
        d.intoArray(y, y0 + 3 * LENGTH);
    }

    static void f32Rows2(
            float[] x, int x0, int ldx, int n, MemorySegment w, long at,
            float[] from, int f0, int ldf, float[] y, int y0, int ldy) {
        int f1 = f0 + ldf;
        int y1 = y0 + ldy;
        FloatVector a0 = FloatVector.fromArray(FLOATS, from, f0);
        FloatVector b0 = FloatVector.fromArray(FLOATS, from, f0 + LENGTH);
        FloatVector c0 = FloatVector.fromArray(FLOATS, from, f0 + 2 * LENGTH);
        FloatVector d0 = FloatVector.fromArray(FLOATS, from, f0 + 3 * LENGTH);
        FloatVector a1 = FloatVector.fromArray(FLOATS, from, f1);
        FloatVector b1 = FloatVector.fromArray(FLOATS, from, f1 + LENGTH);
        FloatVector c1 = FloatVector.fromArray(FLOATS, from, f1 + 2 * LENGTH);
        FloatVector d1 = FloatVector.fromArray(FLOATS, from, f1 + 3 * LENGTH);
        for (int k = x0; k < x0 + n; k++) {
            FloatVector p = FloatVector.fromMemorySegment(FLOATS, w, at, LE);
            FloatVector q = FloatVector.fromMemorySegment(FLOATS, w, at + FLOAT_BYTES, LE);
            FloatVector r = FloatVector.fromMemorySegment(FLOATS, w, at + 2 * FLOAT_BYTES, LE);
            FloatVector t = FloatVector.fromMemorySegment(FLOATS, w, at + 3 * FLOAT_BYTES, LE);
            FloatVector s = FloatVector.broadcast(FLOATS, x[k]);
            a0 = p.fma(s, a0);
            b0 = q.fma(s, b0);
            c0 = r.fma(s, c0);
            d0 = t.fma(s, d0);
            s = FloatVector.broadcast(FLOATS, x[k + ldx]);
            a1 = p.fma(s, a1);
            b1 = q.fma(s, b1);
            c1 = r.fma(s, c1);
            d1 = t.fma(s, d1);
            at += 4 * FLOAT_BYTES;
        }
        a0.intoArray(y, y0);
        b0.intoArray(y, y0 + LENGTH);
        c0.intoArray(y, y0 + 2 * LENGTH);
        d0.intoArray(y, y0 + 3 * LENGTH);
        a1.intoArray(y, y1);
        b1.intoArray(y, y1 + LENGTH);
        c1.intoArray(y, y1 + 2 * LENGTH);
        d1.intoArray(y, y1 + 3 * LENGTH);
    }

    static void bf16Rows2(
            float[] x, int x0, int ldx, int n, MemorySegment w, long at,
            float[] from, int f0, int ldf, float[] y, int y0, int ldy) {
        int f1 = f0 + ldf;
        int y1 = y0 + ldy;
        FloatVector a0 = FloatVector.fromArray(FLOATS, from, f0);
        FloatVector b0 = FloatVector.fromArray(FLOATS, from, f0 + LENGTH);
        FloatVector c0 = FloatVector.fromArray(FLOATS, from, f0 + 2 * LENGTH);
        FloatVector d0 = FloatVector.fromArray(FLOATS, from, f0 + 3 * LENGTH);
        FloatVector a1 = FloatVector.fromArray(FLOATS, from, f1);
        FloatVector b1 = FloatVector.fromArray(FLOATS, from, f1 + LENGTH);
        FloatVector c1 = FloatVector.fromArray(FLOATS, from, f1 + 2 * LENGTH);
        FloatVector d1 = FloatVector.fromArray(FLOATS, from, f1 + 3 * LENGTH);
        IntVector mask = IntVector.broadcast(INTS, HIGH_HALF);
        for (int k = x0; k < x0 + n; k++) {
            IntVector u = IntVector.fromMemorySegment(INTS, w, at, LE);
            IntVector v = IntVector.fromMemorySegment(INTS, w, at + FLOAT_BYTES, LE);
            FloatVector p = u.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
            FloatVector q = u.and(mask).reinterpretAsFloats();
            FloatVector r = v.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
            FloatVector t = v.and(mask).reinterpretAsFloats();
            FloatVector s = FloatVector.broadcast(FLOATS, x[k]);
            a0 = p.fma(s, a0);
            b0 = q.fma(s, b0);
            c0 = r.fma(s, c0);
            d0 = t.fma(s, d0);
            s = FloatVector.broadcast(FLOATS, x[k + ldx]);
            a1 = p.fma(s, a1);
            b1 = q.fma(s, b1);
            c1 = r.fma(s, c1);
            d1 = t.fma(s, d1);
            at += 2 * FLOAT_BYTES;
        }
        a0.intoArray(y, y0);
        b0.intoArray(y, y0 + LENGTH);
        c0.intoArray(y, y0 + 2 * LENGTH);
        d0.intoArray(y, y0 + 3 * LENGTH);
        a1.intoArray(y, y1);
        b1.intoArray(y, y1 + LENGTH);
        c1.intoArray(y, y1 + 2 * LENGTH);
        d1.intoArray(y, y1 + 3 * LENGTH);
    }
}
