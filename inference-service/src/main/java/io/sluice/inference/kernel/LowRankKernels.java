package io.sluice.inference.kernel;

import static io.sluice.inference.kernel.Lanes.FLOATS;
import static io.sluice.inference.kernel.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;

/**
 * One row times a low-rank product. Both halves are bound by reading their factors: down, a vector of ranks for each input;
 * up, a row of outputs for each rank.
 */
final class LowRankKernels {

    /** Sums of a rank: input i goes to sum i mod 4. */
    static final int SUMS = 4;
    /** Outputs whose sums stay in registers over all ranks. */
    private static final int WIDTH = 4 * LENGTH;

    private LowRankKernels() {
    }

    /** {@code t = factor · A·x}. */
    static void down(float[] x, int x0, LowRankFactors f, float factor, float[] t) {
        for (int j = 0; j < f.padded(); j += LENGTH) {
            ranks(x, x0, f.inputs(), f.down(), j, f.padded(), factor, t);
        }
    }

    private static void ranks(float[] x, int x0, int inputs, float[] down, int at, int step, float factor, float[] t) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        int from = at;
        int i = 0;
        for (; i <= inputs - SUMS; i += SUMS) {
            a = FloatVector.fromArray(FLOATS, down, from).fma(FloatVector.broadcast(FLOATS, x[x0 + i]), a);
            b = FloatVector.fromArray(FLOATS, down, from + step).fma(FloatVector.broadcast(FLOATS, x[x0 + i + 1]), b);
            c = FloatVector.fromArray(FLOATS, down, from + 2 * step).fma(FloatVector.broadcast(FLOATS, x[x0 + i + 2]), c);
            d = FloatVector.fromArray(FLOATS, down, from + 3 * step).fma(FloatVector.broadcast(FLOATS, x[x0 + i + 3]), d);
            from += SUMS * step;
        }
        // At most three inputs are left: they belong to sums 0, 1 and 2.
        if (i < inputs) {
            a = FloatVector.fromArray(FLOATS, down, from).fma(FloatVector.broadcast(FLOATS, x[x0 + i]), a);
        }
        if (i + 1 < inputs) {
            b = FloatVector.fromArray(FLOATS, down, from + step).fma(FloatVector.broadcast(FLOATS, x[x0 + i + 1]), b);
        }
        if (i + 2 < inputs) {
            c = FloatVector.fromArray(FLOATS, down, from + 2 * step).fma(FloatVector.broadcast(FLOATS, x[x0 + i + 2]), c);
        }
        a.add(b).add(c.add(d)).mul(factor).intoArray(t, at);
    }

    /** {@code y += B·t}. */
    static void up(float[] t, LowRankFactors f, float[] y, int y0) {
        int outputs = f.outputs();
        int o = 0;
        for (; o <= outputs - WIDTH; o += WIDTH) {
            outputs(t, f.rank(), f.up(), o, outputs, y, y0 + o);
        }
        for (; o < outputs; o++) {
            y[y0 + o] = output(t, f, o, y[y0 + o]);
        }
    }

    private static void outputs(float[] t, int rank, float[] up, int at, int step, float[] y, int y0) {
        FloatVector a = FloatVector.fromArray(FLOATS, y, y0);
        FloatVector b = FloatVector.fromArray(FLOATS, y, y0 + LENGTH);
        FloatVector c = FloatVector.fromArray(FLOATS, y, y0 + 2 * LENGTH);
        FloatVector d = FloatVector.fromArray(FLOATS, y, y0 + 3 * LENGTH);
        for (int j = 0; j < rank; j++) {
            FloatVector s = FloatVector.broadcast(FLOATS, t[j]);
            a = FloatVector.fromArray(FLOATS, up, at).fma(s, a);
            b = FloatVector.fromArray(FLOATS, up, at + LENGTH).fma(s, b);
            c = FloatVector.fromArray(FLOATS, up, at + 2 * LENGTH).fma(s, c);
            d = FloatVector.fromArray(FLOATS, up, at + 3 * LENGTH).fma(s, d);
            at += step;
        }
        a.intoArray(y, y0);
        b.intoArray(y, y0 + LENGTH);
        c.intoArray(y, y0 + 2 * LENGTH);
        d.intoArray(y, y0 + 3 * LENGTH);
    }

    static float output(float[] t, LowRankFactors f, int output, float y) {
        float sum = y;
        for (int j = 0; j < f.rank(); j++) {
            sum = Math.fma(f.up()[j * f.outputs() + output], t[j], sum);
        }
        return sum;
    }
}
