package io.sluice.inference.kernel;

import static io.sluice.inference.kernel.Lanes.LENGTH;
import static io.sluice.inference.kernel.Lanes.SHORT_LANES;

import com.github.tjake.jlama.safetensors.DType;
import java.util.Arrays;

/**
 * The product of quantised rows with a quantised matrix. Holds the scratch memory of one thread.
 *
 * <p>A single row goes from end to end of a panel in registers ({@link BlockKernels}). More rows go in register tiles, a
 * stretch of a panel's blocks at a time that stays near the processor while all rows pass over it ({@link BlockTiles}); many
 * rows of I8 over a stretch that is unpacked to floats, which pays from {@value #FLOAT_ROWS} rows on. Block sums are exact
 * integers every way and are added in the same order, so the bits are the same.
 */
final class BlockProduct {

    /** Blocks of a stretch. */
    private static final int STRETCH = 8;
    /** Rows whose partial sums are kept at a time. */
    private static final int SLAB = 64;
    /** Rows of I8 from which floats are faster than two planes of integers. */
    private static final int FLOAT_ROWS = 16;
    private static final int BLOCK = BlockTensor.BLOCK;
    private static final int VECTORS = BlockTensor.VECTORS;
    /** Elements of a tile's row. */
    private static final int SHORT_WIDTH = VECTORS * SHORT_LANES;
    private static final int FLOAT_WIDTH = VECTORS * LENGTH;

    private final float[] edge = new float[SHORT_WIDTH];
    private short[] shortSums = new short[0];
    private float[] partial = new float[0];
    private float[] floatWeights = new float[0];
    private float[] floatSums = new float[0];
    private float[] scales = new float[0];

    /** Whether a product of so many rows reads the activations as floats. */
    static boolean needsValues(DType type, int rows) {
        return type == DType.I8 && rows >= FLOAT_ROWS;
    }

    /** Overwrites {@code y[row][y0 + j]} for the outputs j of the panels {@code [from, to)}. */
    void run(QuantizedRows x, BlockTensor w, int from, int to, float[] y, int y0, int ldy) {
        int tiled = x.rows() - x.rows() % 2;
        boolean floats = needsValues(w.dType(), x.rows());
        reach(tiled, floats);
        for (int panel = from; panel < to; panel++) {
            for (int row = 0; row < tiled; row += SLAB) {
                slab(x, row, Math.min(SLAB, tiled - row), w, panel, floats, y, y0, ldy);
            }
            if (tiled < x.rows()) {
                one(x, tiled, w, panel, y, y0 + tiled * ldy);
            }
        }
    }

    private void reach(int tiled, boolean floats) {
        if (tiled > 0 && partial.length == 0) {
            shortSums = new short[STRETCH * Lanes.TILE_ROWS * SHORT_WIDTH];
            partial = new float[SLAB * SHORT_WIDTH];
        }
        if (floats && floatWeights.length == 0) {
            floatWeights = new float[STRETCH * BLOCK * FLOAT_WIDTH];
            floatSums = new float[STRETCH * Lanes.TILE_ROWS * FLOAT_WIDTH];
            scales = new float[STRETCH * FLOAT_WIDTH];
        }
    }

    private void one(QuantizedRows x, int row, BlockTensor w, int panel, float[] y, int y0) {
        int first = panel * w.panel();
        int width = Math.min(w.panel(), w.outputs() - first);
        boolean whole = width == w.panel();
        float[] out = whole ? y : edge;
        int to = whole ? y0 + first : 0;
        int b0 = row * x.blocks();
        long at = w.offset(panel, 0);
        if (w.dType() == DType.Q4) {
            BlockKernels.rowQ4(x.factors(), row * x.inputs(), x.starts(), x.scales(), b0, x.blocks(), w.panels(), at, out, to);
        } else {
            BlockKernels.rowI8(x.factors(), row * x.inputs(), x.starts(), x.scales(), b0, x.blocks(), w.panels(), at, out, to);
        }
        if (!whole) {
            System.arraycopy(edge, 0, y, y0 + first, width);
        }
    }

    /** An even number of rows times a panel. */
    private void slab(QuantizedRows x, int firstRow, int rows, BlockTensor w, int panel, boolean floats,
            float[] y, int y0, int ldy) {
        int width = w.panel();
        Arrays.fill(partial, 0, rows * width, 0);
        for (int block = 0; block < w.blocks(); block += STRETCH) {
            int blocks = Math.min(STRETCH, w.blocks() - block);
            if (floats) {
                unpack(w, panel, block, blocks);
            }
            for (int row = 0; row < rows; ) {
                int tile = rows - row >= Lanes.TILE_ROWS ? Lanes.TILE_ROWS : 2;
                if (floats) {
                    floats(x, firstRow + row, tile, block, blocks, row * width);
                } else {
                    shorts(x, firstRow + row, tile, w, panel, block, blocks, row * width);
                }
                row += tile;
            }
        }
        int first = panel * width;
        int valid = Math.min(width, w.outputs() - first);
        for (int row = 0; row < rows; row++) {
            System.arraycopy(partial, row * width, y, y0 + (firstRow + row) * ldy + first, valid);
        }
    }

    private void shorts(QuantizedRows x, int row, int tile, BlockTensor w, int panel, int block, int blocks, int to) {
        int x0 = row * x.inputs() + block * BLOCK;
        int b0 = row * x.blocks() + block;
        int step = w.blockBytes();
        int scales = step - BlockTensor.scaleBytes();
        long at = w.offset(panel, block);
        if (tile == 4) {
            BlockTiles.shorts4(x.factors(), x0, x.inputs(), x.starts(), b0, x.blocks(), blocks, w.panels(), at, scales, shortSums);
        } else {
            BlockTiles.shorts2(x.factors(), x0, x.inputs(), x.starts(), b0, x.blocks(), blocks, w.panels(), at, scales, shortSums);
        }
        long weightScales = at + BlockTensor.scaleBytes();
        int width = w.panel();
        if (w.dType() == DType.Q4 && tile == 4) {
            BlockScaling.addQ4Rows4(shortSums, 0, tile * SHORT_WIDTH, x.scales(), b0, x.blocks(), blocks,
                    w.panels(), weightScales, step, width / SHORT_LANES, partial, to, width);
            return;
        }
        for (int r = 0; r < tile; r += 2) {
            int b = b0 + r * x.blocks();
            if (w.dType() == DType.Q4) {
                BlockScaling.addQ4Rows2(shortSums, r * SHORT_WIDTH, tile * SHORT_WIDTH, x.scales(), b, x.blocks(), blocks,
                        w.panels(), weightScales, step, width / SHORT_LANES, partial, to + r * width, width);
            } else {
                BlockScaling.addI8Rows2(shortSums, r * SHORT_WIDTH, tile * SHORT_WIDTH, x.starts(), x.scales(), b, x.blocks(),
                        blocks, w.panels(), weightScales, step, width / SHORT_LANES, partial, to + r * width, width);
            }
        }
    }

    private void unpack(BlockTensor w, int panel, int block, int blocks) {
        for (int b = 0; b < blocks; b++) {
            BlockUnpacking.floats(w.panels(), w.offset(panel, block + b), floatWeights, b * BLOCK * FLOAT_WIDTH);
        }
        for (int group = 0; group * SHORT_LANES < w.panel(); group++) {
            long at = w.offset(panel, block) + BlockTensor.scaleBytes() + (long) group * Lanes.FLOAT_BYTES;
            BlockUnpacking.scales(w.panels(), at, w.blockBytes(), blocks, scales, group * SHORT_LANES, w.panel());
        }
    }

    private void floats(QuantizedRows x, int row, int tile, int block, int blocks, int to) {
        int x0 = row * x.inputs() + block * BLOCK;
        if (tile == 4) {
            BlockTiles.floats4(x.values(), x0, x.inputs(), blocks, floatWeights, floatSums);
        } else {
            BlockTiles.floats2(x.values(), x0, x.inputs(), blocks, floatWeights, floatSums);
        }
        for (int r = 0; r < tile; r++) {
            BlockTiles.addFloats(floatSums, r * FLOAT_WIDTH, tile * FLOAT_WIDTH, blocks, scales, x.scales(),
                    (row + r) * x.blocks() + block, partial, to + r * FLOAT_WIDTH);
        }
    }
}
