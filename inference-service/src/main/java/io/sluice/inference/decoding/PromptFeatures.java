package io.sluice.inference.decoding;

import io.sluice.contracts.routing.ProbeModel;
import io.sluice.inference.kernel.LogitKernels;

/**
 * What the probe looks at, gathered while the small model reads the prompt; the order is {@link ProbeModel#FEATURES}.
 *
 * <p>{@code promptTokens} is their number; {@code digitShare} the share of ASCII digits among the bytes of the prompt's
 * tokens (control tokens have none); entropies are those after each token of the prompt, so that the last one belongs to
 * the first answer token; {@code lastTopProbability} is the largest probability there. Not thread-safe.
 */
public final class PromptFeatures {

    private int positions;
    private long bytes;
    private long digits;
    private double sum;
    private double max;
    private double last;
    private double lastTop;

    /**
     * The next token of the prompt.
     *
     * @param text   the token's bytes
     * @param logits raw logits of the position after it
     */
    public void read(byte[] text, float[] logits) {
        positions++;
        bytes += text.length;
        for (byte each : text) {
            if (each >= '0' && each <= '9') {
                digits++;
            }
        }
        last = Entropy.nats(logits);
        sum += last;
        max = Math.max(max, last);
        lastTop = Math.exp(LogitKernels.max(logits) - LogitKernels.logSumExp(logits));
    }

    /** The features in the order of {@link ProbeModel#FEATURES}; at least one token was read. */
    public double[] values() {
        double digitShare = bytes == 0 ? 0 : (double) digits / bytes;
        return new double[] {positions, digitShare, sum / positions, max, last, lastTop};
    }

    /**
     * The probability that the small model's answer is wrong, by logistic regression:
     * {@code sigmoid(bias + sum_i weights_i (x_i - mean_i) / scale_i)}.
     *
     * @return 0..1, or NaN when a feature is NaN
     */
    public static double score(ProbeModel probe, double[] features) {
        double z = probe.bias();
        for (int i = 0; i < features.length; i++) {
            z += probe.weights().get(i) * (features[i] - probe.mean().get(i)) / probe.scale().get(i);
        }
        return 1 / (1 + Math.exp(-z));
    }
}
