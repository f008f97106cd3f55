package io.sluice.inference.kernel;

import static io.sluice.inference.kernel.Lanes.FLOATS;
import static io.sluice.inference.kernel.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;

/** Element-wise arithmetic on rows: {@code y += x}, {@code y *= x}, {@code y += αx}, {@code y *= α}. */
final class RowOperations {

    private RowOperations() {
    }

    static void add(float[] y, int y0, float[] x, int x0, int length) {
        int i = 0;
        for (; i <= length - LENGTH; i += LENGTH) {
            FloatVector.fromArray(FLOATS, y, y0 + i).add(FloatVector.fromArray(FLOATS, x, x0 + i)).intoArray(y, y0 + i);
        }
        for (; i < length; i++) {
            y[y0 + i] += x[x0 + i];
        }
    }

    static void multiply(float[] y, int y0, float[] x, int x0, int length) {
        int i = 0;
        for (; i <= length - LENGTH; i += LENGTH) {
            FloatVector.fromArray(FLOATS, y, y0 + i).mul(FloatVector.fromArray(FLOATS, x, x0 + i)).intoArray(y, y0 + i);
        }
        for (; i < length; i++) {
            y[y0 + i] *= x[x0 + i];
        }
    }

    static void addScaled(float[] y, int y0, float alpha, float[] x, int x0, int length) {
        FloatVector a = FloatVector.broadcast(FLOATS, alpha);
        int i = 0;
        for (; i <= length - LENGTH; i += LENGTH) {
            FloatVector.fromArray(FLOATS, x, x0 + i).fma(a, FloatVector.fromArray(FLOATS, y, y0 + i))
                    .intoArray(y, y0 + i);
        }
        for (; i < length; i++) {
            y[y0 + i] = Math.fma(x[x0 + i], alpha, y[y0 + i]);
        }
    }

    static void scale(float[] y, int y0, float alpha, int length) {
        int i = 0;
        for (; i <= length - LENGTH; i += LENGTH) {
            FloatVector.fromArray(FLOATS, y, y0 + i).mul(alpha).intoArray(y, y0 + i);
        }
        for (; i < length; i++) {
            y[y0 + i] *= alpha;
        }
    }
}
