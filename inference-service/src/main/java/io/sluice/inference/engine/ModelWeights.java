package io.sluice.inference.engine;

import io.sluice.inference.kernel.WeightTensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The weights of a model, repacked for the kernels.
 *
 * @param embedding  {@code [vocabulary][width]}, in memory of its own
 * @param head       {@code [vocabulary][width]}, a repacked copy of the embedding when the two are tied
 * @param parameters numbers that were trained, tied ones counted once
 */
record ModelWeights(
        MatrixRows embedding, List<Layer> layers, float[] finalNorm, WeightTensor head, long parameters) {

    /**
     * One block.
     *
     * @param queryKeyValue {@code [queryWidth + 2 × kvWidth][width]}: the three projections in one product
     * @param inputBias     added to that product's result, or null
     * @param queryNorm     {@code [headSize]}, or null without {@link ModelConfig#queryKeyNorm()}
     * @param keyNorm       likewise
     * @param outputBias    added to the attention output's projection, or null
     * @param gateUp        {@code [2 × mlpWidth][width]}
     * @param down          {@code [width][mlpWidth]}
     */
    record Layer(
            float[] attentionNorm,
            WeightTensor queryKeyValue,
            float @Nullable [] inputBias,
            float @Nullable [] queryNorm,
            float @Nullable [] keyNorm,
            WeightTensor output,
            float @Nullable [] outputBias,
            float[] mlpNorm,
            WeightTensor gateUp,
            WeightTensor down) {
    }
}
