package io.sluice.inference.kernel;

import com.github.tjake.jlama.safetensors.DType;

/**
 * The product of rows with a repacked matrix, walked panel by panel in register tiles. Holds the scratch row of one
 * thread.
 *
 * <p>A panel is taken in blocks of inputs that stay in the second-level cache while every tile of rows passes over
 * them; the output carries the partial sums from block to block, which changes no bit.
 */
final class PanelProduct {

    /** Block of a panel in bytes; half of a small second-level cache. */
    private static final int BLOCK_BYTES = 256 * 1024;

    private static final float[] ZEROS = new float[Lanes.PANEL];

    private final float[] edge = new float[Lanes.TILE_ROWS * Lanes.PANEL];

    /**
     * Overwrites {@code y[row][y0 + j]} for the outputs j of the panels {@code [from, to)}.
     *
     * @param x0  first element of row 0
     * @param ldx elements from row to row
     */
    void run(float[] x, int x0, int ldx, int rows, PanelTensor w, int from, int to, float[] y, int y0, int ldy) {
        int inputs = w.inputs();
        int block = rows <= Lanes.TILE_ROWS ? inputs : Math.max(1, BLOCK_BYTES / w.stepBytes());
        for (int panel = from; panel < to; panel++) {
            int first = panel * Lanes.PANEL;
            int width = Math.min(Lanes.PANEL, w.outputs() - first);
            for (int k = 0; k < inputs; k += block) {
                int length = Math.min(block, inputs - k);
                long at = w.panelOffset(panel) + (long) k * w.stepBytes();
                if (width == Lanes.PANEL) {
                    whole(x, x0 + k, ldx, rows, length, w, at, y, y0 + first, ldy, k == 0);
                } else {
                    edge(x, x0 + k, ldx, rows, length, w, at, y, y0 + first, ldy, k == 0, width);
                }
            }
        }
    }

    private static void whole(float[] x, int x0, int ldx, int rows, int length, PanelTensor w, long at,
            float[] y, int y0, int ldy, boolean first) {
        for (int row = 0; row < rows; ) {
            int tile = tile(rows - row);
            int to = y0 + row * ldy;
            if (first) {
                tile(tile, x, x0 + row * ldx, ldx, length, w, at, ZEROS, 0, 0, y, to, ldy);
            } else {
                tile(tile, x, x0 + row * ldx, ldx, length, w, at, y, to, ldy, y, to, ldy);
            }
            row += tile;
        }
    }

    /** The last panel is wider than what is left of the output, so its sums pass through the scratch row. */
    private void edge(float[] x, int x0, int ldx, int rows, int length, PanelTensor w, long at,
            float[] y, int y0, int ldy, boolean first, int width) {
        for (int row = 0; row < rows; ) {
            int tile = tile(rows - row);
            for (int r = 0; r < tile && !first; r++) {
                System.arraycopy(y, y0 + (row + r) * ldy, edge, r * Lanes.PANEL, width);
            }
            float[] from = first ? ZEROS : edge;
            tile(tile, x, x0 + row * ldx, ldx, length, w, at, from, 0, first ? 0 : Lanes.PANEL, edge, 0, Lanes.PANEL);
            for (int r = 0; r < tile; r++) {
                System.arraycopy(edge, r * Lanes.PANEL, y, y0 + (row + r) * ldy, width);
            }
            row += tile;
        }
    }

    private static int tile(int rows) {
        return rows >= 4 && Lanes.TILE_ROWS == 4 ? 4 : rows >= 2 ? 2 : 1;
    }

    private static void tile(int rows, float[] x, int x0, int ldx, int length, PanelTensor w, long at,
            float[] from, int f0, int ldf, float[] y, int y0, int ldy) {
        if (w.dType() == DType.F32) {
            switch (rows) {
                case 1 -> MatrixKernels.f32Rows1(x, x0, length, w.panels(), at, from, f0, y, y0);
                case 2 -> MatrixKernels.f32Rows2(x, x0, ldx, length, w.panels(), at, from, f0, ldf, y, y0, ldy);
                default -> FourRowKernels.f32Rows4(x, x0, ldx, length, w.panels(), at, from, f0, ldf, y, y0, ldy);
            }
        } else {
            switch (rows) {
                case 1 -> MatrixKernels.bf16Rows1(x, x0, length, w.panels(), at, from, f0, y, y0);
                case 2 -> MatrixKernels.bf16Rows2(x, x0, ldx, length, w.panels(), at, from, f0, ldf, y, y0, ldy);
                default -> FourRowKernels.bf16Rows4(x, x0, ldx, length, w.panels(), at, from, f0, ldf, y, y0, ldy);
            }
        }
    }
}
