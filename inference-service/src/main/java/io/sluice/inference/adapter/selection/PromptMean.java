package io.sluice.inference.adapter.selection;

import io.sluice.inference.engine.hook.HiddenHook;
import io.sluice.inference.engine.hook.ModelShape;
import java.util.Arrays;

/**
 * The mean of a prompt's residual stream over its tokens, behind the middle layer: what {@link Centroids} compare. Behind the
 * last layer a prompt is mostly what comes next, and prompts of different tasks look alike. Positions are added in their order;
 * a prompt that is read again begins anew.
 */
public final class PromptMean implements HiddenHook {

    private final ModelShape shape;
    private final int layer;
    private final double[] sum;
    private int first;
    private int positions;

    public PromptMean(ModelShape shape) {
        this.shape = shape;
        this.layer = middle(shape);
        this.sum = new double[shape.width()];
    }

    static int middle(ModelShape shape) {
        return (shape.layers() - 1) / 2;
    }

    @Override
    public void requireFit(ModelShape other) {
        if (!shape.equals(other)) {
            throw new IllegalArgumentException("the reader is for " + shape + ", and the model is " + other);
        }
    }

    @Override
    public void hidden(int layer, int position, float[] values, int at) {
        if (layer != this.layer) {
            return;
        }
        if (positions == 0 || position <= first) {
            Arrays.fill(sum, 0);
            first = position;
            positions = 0;
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] += values[at + i];
        }
        positions++;
    }

    /** {@code [width]}, zeros before anything was read; read it between passes. */
    public double[] mean() {
        double[] mean = sum.clone();
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= Math.max(1, positions);
        }
        return mean;
    }
}
