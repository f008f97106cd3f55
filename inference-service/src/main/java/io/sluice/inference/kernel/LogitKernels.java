package io.sluice.inference.kernel;

import static io.sluice.inference.kernel.Lanes.FLOATS;
import static io.sluice.inference.kernel.Lanes.LENGTH;
import static io.sluice.inference.kernel.Lanes.PARTIAL_SUMS;

import jdk.incubator.vector.FloatVector;

/**
 * What decoding asks of a whole row of logits on every token, at the price of the row: {@code Math.exp} over a vocabulary
 * costs more than a small model's forward pass.
 *
 * <p>Single precision with sixteen partial sums: within 1e-5 of double precision (relative, or nats), the same bits at
 * every vector width. A logit of -Infinity counts as probability 0; NaN or +Infinity among the logits, or nothing but
 * -Infinity, gives NaN. Thread-safe.
 */
public final class LogitKernels {

    /** Logits whose weights are held at once; a multiple of {@link Lanes#PARTIAL_SUMS}. */
    private static final int PIECE = 4 * PARTIAL_SUMS;

    private LogitKernels() {
    }

    /** {@code ln Σ e^logit}. */
    public static double logSumExp(float[] logits) {
        float max = max(logits);
        float[] sums = new float[PARTIAL_SUMS];
        float[] weighted = new float[PARTIAL_SUMS];
        accumulate(logits, max, sums, weighted);
        return max + Math.log(Reductions.pairwise(sums));
    }

    /** Shannon entropy of softmax(logits), in nats: {@code ln Z - Σ e_i d_i / Z} with {@code d_i = logit_i - max}. */
    public static double entropy(float[] logits) {
        float max = max(logits);
        float[] sums = new float[PARTIAL_SUMS];
        float[] weighted = new float[PARTIAL_SUMS];
        accumulate(logits, max, sums, weighted);
        double sum = Reductions.pairwise(sums);
        double nats = Math.log(sum) - Reductions.pairwise(weighted) / sum;
        return nats < 0 ? 0 : nats;
    }

    /** The largest logit, NaN when there is one. */
    public static float max(float[] logits) {
        float max = Float.NEGATIVE_INFINITY;
        int i = 0;
        if (logits.length >= LENGTH) {
            float[] lanes = new float[LENGTH];
            i = logits.length - logits.length % LENGTH;
            Reductions.maxLanes(logits, i, lanes);
            for (float lane : lanes) {
                max = Math.max(max, lane);
            }
        }
        for (; i < logits.length; i++) {
            max = Math.max(max, logits[i]);
        }
        return max;
    }

    private static void accumulate(float[] logits, float max, float[] sums, float[] weighted) {
        float[] weights = new float[PIECE];
        for (int from = 0; from < logits.length; from += PIECE) {
            int count = Math.min(PIECE, logits.length - from);
            Exponential.of(logits, from, 1f, -max, weights, 0, count);
            int whole = count - count % PARTIAL_SUMS;
            for (int lane = 0; lane < PARTIAL_SUMS; lane += LENGTH) {
                lanes(logits, from, max, lane, whole, weights, sums, weighted);
            }
            for (int i = whole; i < count; i++) {
                sums[i - whole] += weights[i];
                weighted[i - whole] = Math.fma(weights[i], Math.max(logits[from + i] - max, Exponential.MIN), weighted[i - whole]);
            }
        }
    }

    private static void lanes(float[] logits, int from, float max, int lane, int end, float[] weights, float[] sums, float[] weighted) {
        FloatVector sum = FloatVector.fromArray(FLOATS, sums, lane);
        FloatVector product = FloatVector.fromArray(FLOATS, weighted, lane);
        for (int i = lane; i < end; i += PARTIAL_SUMS) {
            // Clamped, so that a probability of 0 times an infinite distance is not NaN.
            FloatVector distance = FloatVector.fromArray(FLOATS, logits, from + i).sub(max).max(Exponential.MIN);
            FloatVector weight = FloatVector.fromArray(FLOATS, weights, i);
            sum = weight.add(sum);
            product = weight.fma(distance, product);
        }
        sum.intoArray(sums, lane);
        product.intoArray(weighted, lane);
    }
}
