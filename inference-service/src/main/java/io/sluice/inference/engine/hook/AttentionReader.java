package io.sluice.inference.engine.hook;

import java.util.Arrays;

/**
 * Keeps the attention of the latest rows of one sequence, averaged over the heads of each layer, to be read between
 * passes. Memory is bounded by {@code positionsMax}² numbers a layer; later positions are not kept.
 */
public final class AttentionReader implements AttentionHook {

    private final float[][][] rows;
    private final int heads;

    /** @param positionsMax how many positions, from the first on, are kept */
    public AttentionReader(ModelShape shape, int positionsMax) {
        this.rows = new float[shape.layers()][positionsMax][];
        this.heads = shape.heads();
    }

    @Override
    public void requireFit(ModelShape shape) {
        if (rows.length != shape.layers() || heads != shape.heads()) {
            throw new IllegalArgumentException("the reader is for " + rows.length + " layers of " + heads
                    + " heads, and the model has " + shape.layers() + " of " + shape.heads());
        }
    }

    @Override
    public void weights(int layer, int head, int position, int first, float[] weights, int at) {
        if (position >= rows[layer].length) {
            return;
        }
        float[] mean = rows[layer][position];
        if (mean == null) {
            mean = new float[position + 1];
            rows[layer][position] = mean;
        } else if (head == 0) {
            Arrays.fill(mean, 0);
        }
        for (int t = first; t <= position; t++) {
            mean[t] += weights[at + t - first] / heads;
        }
    }

    /**
     * What {@code position} pays to each position up to its own in {@code layer}; sums up to 1. Empty when it was not
     * computed or not kept.
     */
    public float[] row(int layer, int position) {
        float[] row = position < rows[layer].length ? rows[layer][position] : null;
        return row == null ? new float[0] : Arrays.copyOf(row, row.length);
    }
}
