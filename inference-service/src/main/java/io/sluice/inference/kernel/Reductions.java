package io.sluice.inference.kernel;

import static io.sluice.inference.kernel.Lanes.FLOATS;
import static io.sluice.inference.kernel.Lanes.LENGTH;
import static io.sluice.inference.kernel.Lanes.PARTIAL_SUMS;

import jdk.incubator.vector.FloatVector;

/**
 * Sum, sum of squares and maximum of a row. The Vector API leaves the order of its own lane reductions open, and the
 * interpreter takes another one than compiled code; so the sixteen partial sums go through memory.
 *
 * <p>Operations are called on what was just read, never on what a loop carries: the compiler knows the class of the one, and of
 * the other only when its profile of that call has come far enough by then. Without, each call makes objects for good.
 */
final class Reductions {

    private final float[] partial = new float[PARTIAL_SUMS];

    float sum(float[] x, int length) {
        int whole = length - length % PARTIAL_SUMS;
        for (int lane = 0; lane < PARTIAL_SUMS; lane += LENGTH) {
            sumLanes(x, lane, whole, partial);
        }
        for (int i = whole; i < length; i++) {
            partial[i - whole] += x[i];
        }
        return pairwise(partial);
    }

    private static void sumLanes(float[] x, int lane, int end, float[] partial) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = lane; i < end; i += PARTIAL_SUMS) {
            sum = FloatVector.fromArray(FLOATS, x, i).add(sum);
        }
        sum.intoArray(partial, lane);
    }

    float sumOfSquares(float[] x, int x0, int length) {
        int whole = length - length % PARTIAL_SUMS;
        for (int lane = 0; lane < PARTIAL_SUMS; lane += LENGTH) {
            squareLanes(x, x0, lane, whole, partial);
        }
        for (int i = whole; i < length; i++) {
            partial[i - whole] = Math.fma(x[x0 + i], x[x0 + i], partial[i - whole]);
        }
        return pairwise(partial);
    }

    private static void squareLanes(float[] x, int x0, int lane, int end, float[] partial) {
        FloatVector sum = FloatVector.zero(FLOATS);
        for (int i = lane; i < end; i += PARTIAL_SUMS) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, x0 + i);
            sum = v.fma(v, sum);
        }
        sum.intoArray(partial, lane);
    }

    /** Adds neighbours 8 apart, then 4, 2 and 1. Written out, because a loop over memory waits for its own stores. */
    static float pairwise(float[] p) {
        float a = p[0] + p[8] + (p[4] + p[12]);
        float b = p[1] + p[9] + (p[5] + p[13]);
        float c = p[2] + p[10] + (p[6] + p[14]);
        float d = p[3] + p[11] + (p[7] + p[15]);
        return a + c + (b + d);
    }

    /** The maximum is exact in any order. */
    float max(float[] x, int length) {
        float max = Float.NEGATIVE_INFINITY;
        int i = 0;
        if (length >= LENGTH) {
            i = length - length % LENGTH;
            maxLanes(x, i, partial);
            for (int lane = 0; lane < LENGTH; lane++) {
                max = Math.max(max, partial[lane]);
            }
        }
        for (; i < length; i++) {
            max = Math.max(max, x[i]);
        }
        return max;
    }

    static void maxLanes(float[] x, int end, float[] partial) {
        FloatVector max = FloatVector.fromArray(FLOATS, x, 0);
        for (int i = LENGTH; i < end; i += LENGTH) {
            max = FloatVector.fromArray(FLOATS, x, i).max(max);
        }
        max.intoArray(partial, 0);
    }
}
