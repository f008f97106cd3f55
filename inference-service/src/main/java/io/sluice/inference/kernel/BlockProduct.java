package io.sluice.inference.kernel;

import static io.sluice.inference.kernel.Lanes.LENGTH;
import static io.sluice.inference.kernel.Lanes.SHORT_LANES;

import com.github.tjake.jlama.safetensors.DType;
import java.util.Arrays;

/**
 * The product of quantised rows with a quantised matrix. Holds the scratch memory of one thread.
 *
 * <p>A few rows go one by one, each reading a panel's stream of blocks ({@link BlockKernels}). More rows go in register
 * tiles over a panel that is unpacked a stretch of blocks at a time, small enough to stay near the processor
 * ({@link BlockTiles}). Block sums are exact integers both ways and are added in the same order, so the bits are the same.
 */
final class BlockProduct {

    /** Blocks that are unpacked at a time. */
    private static final int STRETCH = 8;
    /** Rows whose partial sums are kept at a time. */
    private static final int SLAB = 64;
    private static final int BLOCK = BlockTensor.BLOCK;
    private static final int VECTORS = BlockTensor.VECTORS;
    /** Vectors of a block. */
    private static final int BLOCK_VECTORS = BLOCK / 4 * VECTORS;
    /** Elements of a tile's row. */
    private static final int SHORT_WIDTH = VECTORS * SHORT_LANES;
    private static final int FLOAT_WIDTH = VECTORS * LENGTH;

    private short[] rowSums = new short[0];
    private final float[] edge = new float[SHORT_WIDTH];
    private short[] shortWeights = new short[0];
    private short[] shortSums = new short[0];
    private float[] floatWeights = new float[0];
    private float[] floatSums = new float[0];
    private float[] scales = new float[0];
    private float[] partial = new float[0];

    /** Whether a product of so many rows reads the activations as floats. */
    static boolean needsValues(DType type, int rows) {
        return type == DType.I8 && rows >= Lanes.TILE_ROWS;
    }

    /** Overwrites {@code y[row][y0 + j]} for the outputs j of the panels {@code [from, to)}. */
    void run(QuantizedRows x, BlockTensor w, int from, int to, float[] y, int y0, int ldy) {
        int tiled = x.rows() < Lanes.TILE_ROWS ? 0 : x.rows() - x.rows() % 2;
        reach(w, tiled);
        for (int panel = from; panel < to; panel++) {
            for (int row = 0; row < tiled; row += SLAB) {
                slab(x, row, Math.min(SLAB, tiled - row), w, panel, y, y0, ldy);
            }
            for (int row = tiled; row < x.rows(); row++) {
                one(x, row, w, panel, y, y0 + row * ldy);
            }
        }
    }

    private void reach(BlockTensor w, int tiled) {
        if (rowSums.length < w.blocks() * SHORT_WIDTH) {
            rowSums = new short[w.blocks() * SHORT_WIDTH];
        }
        if (tiled == 0) {
            return;
        }
        if (scales.length == 0) {
            scales = new float[STRETCH * SHORT_WIDTH];
            partial = new float[SLAB * SHORT_WIDTH];
        }
        if (w.dType() == DType.Q4 && shortWeights.length == 0) {
            shortWeights = new short[STRETCH * BLOCK * SHORT_WIDTH];
            shortSums = new short[STRETCH * Lanes.TILE_ROWS * SHORT_WIDTH];
        }
        if (w.dType() == DType.I8 && floatWeights.length == 0) {
            floatWeights = new float[STRETCH * BLOCK * FLOAT_WIDTH];
            floatSums = new float[STRETCH * Lanes.TILE_ROWS * FLOAT_WIDTH];
        }
    }

    private void one(QuantizedRows x, int row, BlockTensor w, int panel, float[] y, int y0) {
        int first = panel * w.panel();
        int width = Math.min(w.panel(), w.outputs() - first);
        boolean whole = width == w.panel();
        float[] out = whole ? y : edge;
        int to = whole ? y0 + first : 0;
        int blocks = x.blocks();
        int b0 = row * blocks;
        BlockKernels.sums(x.factors(), row * x.inputs(), x.starts(), b0, blocks, w.panels(), w.offset(panel, 0), rowSums);
        for (int group = 0; group * SHORT_LANES < width; group++) {
            long at = w.scaleOffset(panel, group);
            if (w.dType() == DType.Q4) {
                BlockKernels.scaledQ4(rowSums, group * SHORT_LANES, blocks, x.scales(), b0, w.panels(), at,
                        out, to + group * SHORT_LANES);
            } else {
                BlockKernels.scaledI8(rowSums, group * SHORT_LANES, x.starts(), blocks, x.scales(), b0, w.panels(), at,
                        out, to + group * SHORT_LANES);
            }
        }
        if (!whole) {
            System.arraycopy(edge, 0, y, y0 + first, width);
        }
    }

    /** Some rows times a panel. */
    private void slab(QuantizedRows x, int firstRow, int rows, BlockTensor w, int panel, float[] y, int y0, int ldy) {
        int width = w.panel();
        Arrays.fill(partial, 0, rows * width, 0);
        for (int block = 0; block < w.blocks(); block += STRETCH) {
            int blocks = Math.min(STRETCH, w.blocks() - block);
            unpack(w, panel, block, blocks);
            for (int row = 0; row < rows; ) {
                int tile = rows - row >= Lanes.TILE_ROWS ? Lanes.TILE_ROWS : 2;
                if (w.dType() == DType.Q4) {
                    shorts(x, firstRow + row, tile, block, blocks, row * width);
                } else {
                    floats(x, firstRow + row, tile, block, blocks, row * width);
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

    private void unpack(BlockTensor w, int panel, int block, int blocks) {
        if (w.dType() == DType.Q4) {
            BlockUnpacking.shorts(w.panels(), w.offset(panel, block), blocks * BLOCK_VECTORS, shortWeights);
        } else {
            BlockUnpacking.floats(w.panels(), w.offset(panel, block), blocks * BLOCK_VECTORS, floatWeights);
        }
        for (int group = 0; group * SHORT_LANES < w.panel(); group++) {
            long at = w.scaleOffset(panel, group) + (long) block * Lanes.FLOAT_BYTES;
            BlockUnpacking.scales(w.panels(), at, blocks, scales, group * SHORT_LANES, w.panel());
        }
    }

    private void shorts(QuantizedRows x, int row, int tile, int block, int blocks, int to) {
        int x0 = row * x.inputs() + block * BLOCK;
        int b0 = row * x.blocks() + block;
        if (tile == 4) {
            BlockTiles.shorts4(x.factors(), x0, x.inputs(), x.starts(), b0, x.blocks(), blocks, shortWeights, shortSums);
        } else {
            BlockTiles.shorts2(x.factors(), x0, x.inputs(), x.starts(), b0, x.blocks(), blocks, shortWeights, shortSums);
        }
        for (int r = 0; r < tile; r++) {
            BlockTiles.addShorts(shortSums, r * SHORT_WIDTH, tile * SHORT_WIDTH, blocks, scales, x.scales(),
                    b0 + r * x.blocks(), partial, to + r * SHORT_WIDTH);
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
