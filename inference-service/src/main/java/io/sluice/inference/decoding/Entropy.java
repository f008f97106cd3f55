package io.sluice.inference.decoding;

import io.sluice.inference.kernel.LogitKernels;

/**
 * Shannon entropy of the distribution that logits stand for: {@code H = -sum_i p_i ln p_i} with
 * {@code p = softmax(logits)}, at temperature 1 and before any penalty.
 *
 * <p>Read on every token by the switching rules, so it is computed by {@link LogitKernels}: within 1e-5 nats of the
 * definition in double precision, and the same bits wherever it runs. A logit of -Infinity counts as probability 0.
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
        return LogitKernels.entropy(logits);
    }

    public static double natsToBits(double nats) {
        return nats / NATS_PER_BIT;
    }

    public static double bitsToNats(double bits) {
        return bits * NATS_PER_BIT;
    }
}
