package io.sluice.inference.decoding;

/**
 * Shannon entropy of the distribution that logits stand for: {@code H = -sum_i p_i ln p_i} with
 * {@code p = softmax(logits)}, at temperature 1 and before any penalty.
 *
 * <p>Computed as {@code ln Z - sum_i e_i d_i / Z} with {@code d_i = logit_i - max}, {@code e_i = exp(d_i)} and
 * {@code Z = sum_i e_i}, in double: one pass, no overflow, and a logit of -Infinity counts as probability 0.
 */
public final class Entropy {

    private static final double NATS_PER_BIT = Math.log(2);

    private Entropy() {
    }

    /**
     * @param logits raw logits of one position
     * @return nats, 0..ln(logits.length); NaN when a logit is NaN or +Infinity, or when all are -Infinity
     */
    public static double nats(float[] logits) {
        float max = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        double weighted = 0;
        for (float logit : logits) {
            double distance = (double) logit - max;
            if (distance != Double.NEGATIVE_INFINITY) {
                double weight = Math.exp(distance);
                sum += weight;
                weighted += weight * distance;
            }
        }
        double nats = Math.log(sum) - weighted / sum;
        return nats < 0 ? 0 : nats;
    }

    public static double natsToBits(double nats) {
        return nats / NATS_PER_BIT;
    }

    public static double bitsToNats(double bits) {
        return bits * NATS_PER_BIT;
    }
}
