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
 * {@link MatrixKernels} for four rows: sixteen accumulators, four vectors of weights and one broadcast, so it is for
 * machines with 32 vector registers. The methods are long because each accumulator has to be a local variable.
 */
final class FourRowKernels {

    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    private static final int HIGH_HALF = 0xFFFF0000;

    private FourRowKernels() {
    }

    static void f32Rows4(
            float[] x, int x0, int ldx, int n, MemorySegment w, long at,
            float[] from, int f0, int ldf, float[] y, int y0, int ldy) {
        int f1 = f0 + ldf;
        int f2 = f1 + ldf;
        int f3 = f2 + ldf;
        int y1 = y0 + ldy;
        int y2 = y1 + ldy;
        int y3 = y2 + ldy;
        FloatVector a0 = FloatVector.fromArray(FLOATS, from, f0);
        FloatVector b0 = FloatVector.fromArray(FLOATS, from, f0 + LENGTH);
        FloatVector c0 = FloatVector.fromArray(FLOATS, from, f0 + 2 * LENGTH);
        FloatVector d0 = FloatVector.fromArray(FLOATS, from, f0 + 3 * LENGTH);
        FloatVector a1 = FloatVector.fromArray(FLOATS, from, f1);
        FloatVector b1 = FloatVector.fromArray(FLOATS, from, f1 + LENGTH);
        FloatVector c1 = FloatVector.fromArray(FLOATS, from, f1 + 2 * LENGTH);
        FloatVector d1 = FloatVector.fromArray(FLOATS, from, f1 + 3 * LENGTH);
        FloatVector a2 = FloatVector.fromArray(FLOATS, from, f2);
        FloatVector b2 = FloatVector.fromArray(FLOATS, from, f2 + LENGTH);
        FloatVector c2 = FloatVector.fromArray(FLOATS, from, f2 + 2 * LENGTH);
        FloatVector d2 = FloatVector.fromArray(FLOATS, from, f2 + 3 * LENGTH);
        FloatVector a3 = FloatVector.fromArray(FLOATS, from, f3);
        FloatVector b3 = FloatVector.fromArray(FLOATS, from, f3 + LENGTH);
        FloatVector c3 = FloatVector.fromArray(FLOATS, from, f3 + 2 * LENGTH);
        FloatVector d3 = FloatVector.fromArray(FLOATS, from, f3 + 3 * LENGTH);
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
            s = FloatVector.broadcast(FLOATS, x[k + 2 * ldx]);
            a2 = p.fma(s, a2);
            b2 = q.fma(s, b2);
            c2 = r.fma(s, c2);
            d2 = t.fma(s, d2);
            s = FloatVector.broadcast(FLOATS, x[k + 3 * ldx]);
            a3 = p.fma(s, a3);
            b3 = q.fma(s, b3);
            c3 = r.fma(s, c3);
            d3 = t.fma(s, d3);
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
        a2.intoArray(y, y2);
        b2.intoArray(y, y2 + LENGTH);
        c2.intoArray(y, y2 + 2 * LENGTH);
        d2.intoArray(y, y2 + 3 * LENGTH);
        a3.intoArray(y, y3);
        b3.intoArray(y, y3 + LENGTH);
        c3.intoArray(y, y3 + 2 * LENGTH);
        d3.intoArray(y, y3 + 3 * LENGTH);
    }

    static void bf16Rows4(
            float[] x, int x0, int ldx, int n, MemorySegment w, long at,
            float[] from, int f0, int ldf, float[] y, int y0, int ldy) {
        int f1 = f0 + ldf;
        int f2 = f1 + ldf;
        int f3 = f2 + ldf;
        int y1 = y0 + ldy;
        int y2 = y1 + ldy;
        int y3 = y2 + ldy;
        FloatVector a0 = FloatVector.fromArray(FLOATS, from, f0);
        FloatVector b0 = FloatVector.fromArray(FLOATS, from, f0 + LENGTH);
        FloatVector c0 = FloatVector.fromArray(FLOATS, from, f0 + 2 * LENGTH);
        FloatVector d0 = FloatVector.fromArray(FLOATS, from, f0 + 3 * LENGTH);
        FloatVector a1 = FloatVector.fromArray(FLOATS, from, f1);
        FloatVector b1 = FloatVector.fromArray(FLOATS, from, f1 + LENGTH);
        FloatVector c1 = FloatVector.fromArray(FLOATS, from, f1 + 2 * LENGTH);
        FloatVector d1 = FloatVector.fromArray(FLOATS, from, f1 + 3 * LENGTH);
        FloatVector a2 = FloatVector.fromArray(FLOATS, from, f2);
        FloatVector b2 = FloatVector.fromArray(FLOATS, from, f2 + LENGTH);
        FloatVector c2 = FloatVector.fromArray(FLOATS, from, f2 + 2 * LENGTH);
        FloatVector d2 = FloatVector.fromArray(FLOATS, from, f2 + 3 * LENGTH);
        FloatVector a3 = FloatVector.fromArray(FLOATS, from, f3);
        FloatVector b3 = FloatVector.fromArray(FLOATS, from, f3 + LENGTH);
        FloatVector c3 = FloatVector.fromArray(FLOATS, from, f3 + 2 * LENGTH);
        FloatVector d3 = FloatVector.fromArray(FLOATS, from, f3 + 3 * LENGTH);
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
            s = FloatVector.broadcast(FLOATS, x[k + 2 * ldx]);
            a2 = p.fma(s, a2);
            b2 = q.fma(s, b2);
            c2 = r.fma(s, c2);
            d2 = t.fma(s, d2);
            s = FloatVector.broadcast(FLOATS, x[k + 3 * ldx]);
            a3 = p.fma(s, a3);
            b3 = q.fma(s, b3);
            c3 = r.fma(s, c3);
            d3 = t.fma(s, d3);
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
        a2.intoArray(y, y2);
        b2.intoArray(y, y2 + LENGTH);
        c2.intoArray(y, y2 + 2 * LENGTH);
        d2.intoArray(y, y2 + 3 * LENGTH);
        a3.intoArray(y, y3);
        b3.intoArray(y, y3 + LENGTH);
        c3.intoArray(y, y3 + 2 * LENGTH);
        d3.intoArray(y, y3 + 3 * LENGTH);
    }
}
