package io.sluice.inference.kernel;

import static io.sluice.inference.kernel.Kernels.PAGE_POSITIONS;
import static io.sluice.inference.kernel.Lanes.FLOATS;
import static io.sluice.inference.kernel.Lanes.LENGTH;

import jdk.incubator.vector.FloatVector;

/** Scores of one head against paged keys, and the weighted sum of paged values. */
final class AttentionKernels {

    /** Positions whose scores are computed side by side: four vectors. */
    private static final int BLOCK = 4 * LENGTH;

    private AttentionKernels() {
    }

    static void scores(float[] q, int q0, int headSize, float[][] pages, int key0, int count, float[] scores) {
        for (int t = 0; t < count; t += BLOCK) {
            block(q, q0, headSize, pages[t / PAGE_POSITIONS], key0 + t % PAGE_POSITIONS, scores, t);
        }
    }

    private static void block(float[] q, int q0, int headSize, float[] page, int key, float[] scores, int t) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int i = q0; i < q0 + headSize; i++) {
            FloatVector s = FloatVector.broadcast(FLOATS, q[i]);
            a = FloatVector.fromArray(FLOATS, page, key).fma(s, a);
            b = FloatVector.fromArray(FLOATS, page, key + LENGTH).fma(s, b);
            c = FloatVector.fromArray(FLOATS, page, key + 2 * LENGTH).fma(s, c);
            d = FloatVector.fromArray(FLOATS, page, key + 3 * LENGTH).fma(s, d);
            key += PAGE_POSITIONS;
        }
        a.intoArray(scores, t);
        b.intoArray(scores, t + LENGTH);
        c.intoArray(scores, t + 2 * LENGTH);
        d.intoArray(scores, t + 3 * LENGTH);
    }

    static void mix(float[] weights, int count, float scale, float[][] pages, int value0, int headSize,
            float[] out, int out0) {
        int d = 0;
        for (; d <= headSize - LENGTH; d += LENGTH) {
            mixVector(weights, count, scale, pages, value0 + d, headSize, out, out0 + d);
        }
        for (; d < headSize; d++) {
            out[out0 + d] = mixElement(weights, count, scale, pages, value0 + d, headSize);
        }
    }

    private static void mixVector(float[] weights, int count, float scale, float[][] pages, int value0, int headSize,
            float[] out, int out0) {
        FloatVector a = FloatVector.zero(FLOATS);
        FloatVector b = a;
        FloatVector c = a;
        FloatVector d = a;
        for (int from = 0; from < count; from += PAGE_POSITIONS) {
            float[] page = pages[from / PAGE_POSITIONS];
            int end = Math.min(count, from + PAGE_POSITIONS);
            int at = value0;
            int t = from;
            for (; t <= end - 4; t += 4) {
                a = FloatVector.fromArray(FLOATS, page, at).fma(FloatVector.broadcast(FLOATS, weights[t]), a);
                b = FloatVector.fromArray(FLOATS, page, at + headSize)
                        .fma(FloatVector.broadcast(FLOATS, weights[t + 1]), b);
                c = FloatVector.fromArray(FLOATS, page, at + 2 * headSize)
                        .fma(FloatVector.broadcast(FLOATS, weights[t + 2]), c);
                d = FloatVector.fromArray(FLOATS, page, at + 3 * headSize)
                        .fma(FloatVector.broadcast(FLOATS, weights[t + 3]), d);
                at += 4 * headSize;
            }
            // At most three positions are left, and only at the end of the sequence: they belong to sums 0, 1 and 2.
            if (t < end) {
                a = FloatVector.fromArray(FLOATS, page, at).fma(FloatVector.broadcast(FLOATS, weights[t]), a);
            }
            if (t + 1 < end) {
                b = FloatVector.fromArray(FLOATS, page, at + headSize)
                        .fma(FloatVector.broadcast(FLOATS, weights[t + 1]), b);
            }
            if (t + 2 < end) {
                c = FloatVector.fromArray(FLOATS, page, at + 2 * headSize)
                        .fma(FloatVector.broadcast(FLOATS, weights[t + 2]), c);
            }
        }
        a.add(b).add(c.add(d)).mul(scale).intoArray(out, out0);
    }

    static float mixElement(float[] weights, int count, float scale, float[][] pages, int value0, int headSize) {
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        for (int t = 0; t < count; t++) {
            float value = pages[t / PAGE_POSITIONS][value0 + t % PAGE_POSITIONS * headSize];
            switch (t % 4) {
                case 0 -> a = Math.fma(value, weights[t], a);
                case 1 -> b = Math.fma(value, weights[t], b);
                case 2 -> c = Math.fma(value, weights[t], c);
                default -> d = Math.fma(value, weights[t], d);
            }
        }
        return (a + b + (c + d)) * scale;
    }
}
