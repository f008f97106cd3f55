package io.sluice.contracts.routing;

import java.util.List;

/**
 * A logistic regression that estimates the probability that the small model's answer is wrong:
 * {@code sigmoid(bias + sum_i weights[i] * (x[i] - mean[i]) / scale[i])}. The order of the features is
 * {@link #FEATURES}; the inference-service computes them during the small model's prefill.
 */
public record ProbeModel(List<Double> weights, double bias, List<Double> mean, List<Double> scale) {

    /**
     * Entropies are the small model's next-token entropies over the prompt, in nats; the last one is at the position
     * that predicts the first answer token.
     */
    public static final List<String> FEATURES = List.of(
            "promptTokens", "digitShare", "meanPromptEntropy", "maxPromptEntropy", "lastEntropy", "lastTopProbability");
}
