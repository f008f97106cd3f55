package io.sluice.inference.engine.hook;

import java.util.Arrays;

/** Keeps the residual stream of one sequence's latest position after each layer, to be read between passes. */
public final class HiddenReader implements HiddenHook {

    private final float[][] latest;
    private final int[] positions;
    private final int width;

    public HiddenReader(ModelShape shape) {
        this.latest = new float[shape.layers()][shape.width()];
        this.positions = new int[shape.layers()];
        this.width = shape.width();
        Arrays.fill(positions, -1);
    }

    @Override
    public void requireFit(ModelShape shape) {
        if (latest.length != shape.layers() || width != shape.width()) {
            throw new IllegalArgumentException("the reader is for " + latest.length + " layers of width " + width
                    + ", and the model has " + shape.layers() + " of " + shape.width());
        }
    }

    @Override
    public void hidden(int layer, int position, float[] values, int at) {
        System.arraycopy(values, at, latest[layer], 0, width);
        positions[layer] = position;
    }

    /** The position that was computed last, -1 before the first. */
    public int position() {
        return positions[positions.length - 1];
    }

    /** {@code [width]} after {@code layer}, at {@link #position()}. */
    public float[] state(int layer) {
        return latest[layer].clone();
    }
}
