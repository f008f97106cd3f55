package io.sluice.benchmarks.engine.model;

import org.jspecify.annotations.Nullable;

/**
 * The shape of a Llama model with tied embeddings.
 *
 * @param width      hidden size
 * @param kvHeads    key and value heads, a divisor of {@code heads}
 * @param mlpWidth   inner width of the gated MLP
 * @param vocabulary tokens, at least {@link TokenizerText#SMALLEST}
 * @param context    positions
 * @param stretch    scaling of the rotary frequencies, or null
 */
public record ModelShape(
        String name,
        int layers,
        int width,
        int heads,
        int kvHeads,
        int headSize,
        int mlpWidth,
        int vocabulary,
        int context,
        double normEpsilon,
        double ropeTheta,
        @Nullable RopeStretch stretch) {

    /** Llama 3.2 1B's shape: 1.236 billion parameters. */
    public static ModelShape llama1b() {
        return new ModelShape("llama-1b", 16, 2048, 32, 8, 64, 8192, 128_256, 131_072, 1e-5, 500_000,
                new RopeStretch(32, 1, 4, 8192));
    }

    /** The same proportions in a few megabytes, to try the benchmark itself. */
    public static ModelShape tiny() {
        return new ModelShape("llama-tiny", 2, 512, 8, 2, 64, 1024, 2048, 16_384, 1e-5, 500_000,
                new RopeStretch(32, 1, 4, 8192));
    }

    public int queryWidth() {
        return heads * headSize;
    }

    public int kvWidth() {
        return kvHeads * headSize;
    }

    /** Weights of matrices that every token is multiplied with: all but the norms, the tied head once. */
    public long matrixWeights() {
        long layer = (long) width * (2L * queryWidth() + 2L * kvWidth() + 3L * mlpWidth);
        return layers * layer + (long) vocabulary * width;
    }

    public long parameters() {
        return matrixWeights() + (2L * layers + 1) * width;
    }
}
