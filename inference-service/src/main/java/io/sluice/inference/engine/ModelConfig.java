package io.sluice.inference.engine;

import java.util.List;
import java.util.Set;

/**
 * The shape of a Llama-family model, from its {@code config.json}.
 *
 * @param width         hidden size
 * @param heads         query heads
 * @param kvHeads       key and value heads, a divisor of {@code heads}
 * @param headSize      width of one head, even
 * @param mlpWidth      inner width of the gated MLP
 * @param contextLength positions that may be used
 * @param windows       per layer the latest positions that a row attends to, its own included; {@link #EVERYTHING} where
 *                      attention doesn't slide
 * @param normEpsilon   added to the mean square in RMSNorm
 * @param tiedHead      whether the embedding is also the output matrix
 * @param queryKeyNorm  whether each head's query and key pass through an RMSNorm before they are rotated
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
        List<Integer> windows,
        float normEpsilon,
        double ropeTheta,
        RopeScaling ropeScaling,
        boolean tiedHead,
        boolean queryKeyNorm,
        Set<Integer> endTokens) {

    static final int EVERYTHING = Integer.MAX_VALUE;

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
