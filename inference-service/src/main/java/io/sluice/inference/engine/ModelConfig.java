package io.sluice.inference.engine;

import java.util.Set;

/**
 * The shape of a Llama-family model, from its {@code config.json}.
 *
 * @param width         hidden size
 * @param heads         query heads
 * @param kvHeads       key and value heads, a divisor of {@code heads}
 * @param headSize      width of one head, even
 * @param mlpWidth      inner width of the gated MLP
 * @param contextLength positions that may be used: the model's, or its sliding window when that is shorter
 * @param normEpsilon   added to the mean square in RMSNorm
 * @param tiedHead      whether the embedding is also the output matrix
 * @param endTokens     ids that end an answer, as the configuration names them
 */
record ModelConfig(
        String architecture,
        int layers,
        int width,
        int heads,
        int kvHeads,
        int headSize,
        int mlpWidth,
        int vocabularySize,
        int contextLength,
        float normEpsilon,
        double ropeTheta,
        RopeScaling ropeScaling,
        boolean tiedHead,
        Set<Integer> endTokens) {

    int queryWidth() {
        return heads * headSize;
    }

    int kvWidth() {
        return kvHeads * headSize;
    }

    /** Query heads that share one key head. */
    int group() {
        return heads / kvHeads;
    }
}
