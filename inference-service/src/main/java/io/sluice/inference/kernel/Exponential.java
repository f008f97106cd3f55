package io.sluice.inference.kernel;

import static io.sluice.inference.kernel.Lanes.FLOATS;
import static io.sluice.inference.kernel.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/**
 * {@code e^x} in single precision: x = n·ln 2 + r with |r| ≤ ln 2 / 2, a polynomial of degree six in r (the minimax
 * coefficients of Cephes' expf), and n put into the exponent. At most 2 units in the last place off between the bounds,
 * outside of which x is clamped. {@code Math.exp} costs seventeen times as much and has no vector form.
 */
final class Exponential {

    static final float MIN = -87f;
    static final float MAX = 88f;

    private static final float LOG2_E = 1.44269504f;
    private static final float LN2_HIGH = 0.693359375f;
    private static final float LN2_LOW = -2.12194440e-4f;
    /** Adding it rounds a float to an integer and leaves that integer in the low bits. */
    private static final float ROUNDER = 12582912f;
    private static final int ROUNDER_BITS = 0x4B40_0000;
    private static final int BIAS = 127;
    private static final int MANTISSA_BITS = 23;
    private static final float[] C = {
        1.9875691500E-4f, 1.3981999507E-3f, 8.3334519073E-3f, 4.1665795894E-2f, 1.6666665459E-1f, 5.0000001201E-1f};

    private Exponential() {
    }

    static float of(float x) {
        float z = Math.min(Math.max(x, MIN), MAX);
        float t = Math.fma(z, LOG2_E, ROUNDER);
        float n = t - ROUNDER;
        float r = Math.fma(n, -LN2_HIGH, z);
        r = Math.fma(n, -LN2_LOW, r);
        float p = C[0];
        for (int i = 1; i < C.length; i++) {
            p = Math.fma(p, r, C[i]);
        }
        p = Math.fma(p, r * r, r) + 1f;
        int scale = Float.floatToRawIntBits(t) - ROUNDER_BITS + BIAS << MANTISSA_BITS;
        return p * Float.intBitsToFloat(scale);
    }

    /**
     * {@code out[i] = e^(factor · x[i] + shift)}; {@code out} may be {@code x} itself. Arrays in and out, because a vector that
     * a method takes or gives costs an object wherever the compiler does not inline that method, and nothing makes it.
     */
    static void of(float[] x, int x0, float factor, float shift, float[] out, int out0, int length) {
        int i = 0;
        for (; i <= length - LENGTH; i += LENGTH) {
            FloatVector z = FloatVector.fromArray(FLOATS, x, x0 + i)
                    .fma(FloatVector.broadcast(FLOATS, factor), FloatVector.broadcast(FLOATS, shift)).max(MIN).min(MAX);
            FloatVector t = z.fma(FloatVector.broadcast(FLOATS, LOG2_E), FloatVector.broadcast(FLOATS, ROUNDER));
            FloatVector n = t.sub(ROUNDER);
            FloatVector r = n.fma(FloatVector.broadcast(FLOATS, -LN2_HIGH), z);
            r = n.fma(FloatVector.broadcast(FLOATS, -LN2_LOW), r);
            FloatVector p = FloatVector.broadcast(FLOATS, C[0]);
            p = p.fma(r, FloatVector.broadcast(FLOATS, C[1]));
            p = p.fma(r, FloatVector.broadcast(FLOATS, C[2]));
            p = p.fma(r, FloatVector.broadcast(FLOATS, C[3]));
            p = p.fma(r, FloatVector.broadcast(FLOATS, C[4]));
            p = p.fma(r, FloatVector.broadcast(FLOATS, C[5]));
            p = p.fma(r.mul(r), r).add(1f);
            FloatVector scale = t.reinterpretAsInts().sub(ROUNDER_BITS - BIAS)
                    .lanewise(VectorOperators.LSHL, MANTISSA_BITS).reinterpretAsFloats();
            p.mul(scale).intoArray(out, out0 + i);
        }
        for (; i < length; i++) {
            out[out0 + i] = of(Math.fma(factor, x[x0 + i], shift));
        }
    }

    /** {@code x[i] = e^(x[i] - max)}. */
    static void ofDifference(float[] x, float max, int length) {
        of(x, 0, 1f, -max, x, 0, length);
    }

    /** {@code out = g / (1 + e^-g) · u}, with u {@code width} after g. */
    static void gate(float[] x, int x0, int width, float[] out, int out0) {
        of(x, x0, -1f, 0f, out, out0, width);
        int i = 0;
        for (; i <= width - LENGTH; i += LENGTH) {
            FloatVector g = FloatVector.fromArray(FLOATS, x, x0 + i);
            FloatVector u = FloatVector.fromArray(FLOATS, x, x0 + width + i);
            g.div(FloatVector.fromArray(FLOATS, out, out0 + i).add(1f)).mul(u).intoArray(out, out0 + i);
        }
        for (; i < width; i++) {
            out[out0 + i] = x[x0 + i] / (out[out0 + i] + 1f) * x[x0 + width + i];
        }
    }

    static float gate(float g, float u) {
        return g / (of(-g) + 1f) * u;
    }
}
