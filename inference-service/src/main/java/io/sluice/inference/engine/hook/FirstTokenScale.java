package io.sluice.inference.engine.hook;

import java.util.Arrays;

/**
 * ZeroTuning (arXiv:2505.11739): the attention that chosen heads pay to the first token is scaled by γ, and the row
 * brought back to a sum of one:
 *
 * <pre>
 *   a0' = γ·a0 / D     ai' = ai / D     D = (γ - 1)·a0 + 1
 * </pre>
 *
 * which is the softmax of scores with ln γ added to the first. γ above 1 flattens what the others get, below 1 sharpens
 * it. γ = 1 leaves every bit as it is; the ratios between other tokens are kept. Where the window has left the first
 * token behind there is nothing to scale. The effect grows with a0: a model without an attention sink isn't moved.
 */
public final class FirstTokenScale implements AttentionHook {

    private final double[][] logs;

    /** @param factors γ by {@code [layer][head]}, finite and above 0; 1 for heads that stay as they are */
    public FirstTokenScale(double[][] factors) {
        logs = new double[factors.length][];
        for (int layer = 0; layer < factors.length; layer++) {
            logs[layer] = new double[factors[layer].length];
            for (int head = 0; head < logs[layer].length; head++) {
                double factor = factors[layer][head];
                if (!(factor > 0) || Double.isInfinite(factor)) {
                    throw new IllegalArgumentException("the factor of layer " + layer + ", head " + head
                            + " is " + factor + ", and it has to be a number above 0");
                }
                logs[layer][head] = Math.log(factor);
            }
        }
    }

    /** The same factor for all heads. */
    public static FirstTokenScale everywhere(ModelShape shape, double factor) {
        double[][] factors = new double[shape.layers()][shape.heads()];
        for (double[] layer : factors) {
            Arrays.fill(layer, factor);
        }
        return new FirstTokenScale(factors);
    }

    @Override
    public void requireFit(ModelShape shape) {
        for (double[] layer : logs) {
            if (logs.length != shape.layers() || layer.length != shape.heads()) {
                throw new IllegalArgumentException("the factors are for " + logs.length + " layers of " + layer.length
                        + " heads, and the model has " + shape.layers() + " of " + shape.heads());
            }
        }
    }

    @Override
    public void scores(int layer, int head, int position, int first, float[] scores, int at) {
        double log = logs[layer][head];
        if (first == 0 && log != 0) {
            scores[at] = (float) (scores[at] + log);
        }
    }
}
