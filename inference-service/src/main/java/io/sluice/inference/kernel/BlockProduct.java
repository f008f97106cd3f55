package io.sluice.inference.kernel;

import static io.sluice.inference.kernel.Lanes.FLOATS;
import static io.sluice.inference.kernel.Lanes.INTS;
import static io.sluice.inference.kernel.Lanes.LENGTH;
import static io.sluice.inference.kernel.Lanes.SHORTS;

import com.github.tjake.jlama.safetensors.DType;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/**
 * The product of quantised rows with a quantised matrix. Holds the scratch memory of one thread.
 *
 * <p>A few rows go one by one, each reading a panel's stream of blocks ({@link BlockKernels}). More rows go in register
 * tiles over a group of panels that is unpacked a stretch of blocks at a time, small enough to stay in the second-level
 * cache ({@link BlockTiles}). Block sums are exact integers both ways and are added in the same order, so the bits are
 * the same.
 */
final class BlockProduct {

    /** Blocks that are unpacked at a time: 64 KB of weights. */
    private static final int STRETCH = 8;
    /** Rows whose partial sums are kept at a time. */
    private static final int SLAB = 64;
    private static final int BLOCK = BlockTensor.BLOCK;
    /** Floats of a tile's row: four vectors of shorts. */
    private static final int SHORT_WIDTH = BlockTiles.VECTORS * BlockTiles.SHORT_LANES;
    private static final int FLOAT_WIDTH = BlockTiles.VECTORS * LENGTH;

    private final float[] edge = new float[BlockTensor.PANEL];
    private short[] rowSums = new short[0];
    private short[] shortWeights = new short[0];
    private short[] shortSums = new short[0];
    private float[] floatWeights = new float[0];
    private float[] floatSums = new float[0];
    private float[] scales = new float[0];
    private float[] partial = new float[0];

    /** Panels that a tile covers; a thread's share is a multiple of it. */
    static int group(DType type) {
        return type == DType.Q4 ? BlockTiles.VECTORS : BlockTiles.VECTORS / 2;
    }

    /** Whether a product of so many rows reads the activations as floats. */
    static boolean needsValues(DType type, int rows) {
        return type == DType.I8 && rows >= Lanes.TILE_ROWS;
    }

    /** Overwrites {@code y[row][y0 + j]} for the outputs j of the panels {@code [from, to)}. */
    void run(QuantizedRows x, BlockTensor w, int from, int to, float[] y, int y0, int ldy) {
        int tiled = x.rows() < Lanes.TILE_ROWS ? 0 : x.rows() - x.rows() % 2;
        if (tiled > 0) {
            reach(w.dType());
            int group = group(w.dType());
            for (int panel = from; panel < to; panel += group) {
                for (int row = 0; row < tiled; row += SLAB) {
                    slab(x, row, Math.min(SLAB, tiled - row), w, panel, Math.min(group, to - panel), y, y0, ldy);
                }
            }
        }
        if (tiled < x.rows()) {
            reachRow(w);
            for (int panel = from; panel < to; panel++) {
                for (int row = tiled; row < x.rows(); row++) {
                    one(x, row, w, panel, y, y0 + row * ldy);
                }
            }
        }
    }

    private void one(QuantizedRows x, int row, BlockTensor w, int panel, float[] y, int y0) {
        int first = panel * BlockTensor.PANEL;
        int width = Math.min(BlockTensor.PANEL, w.outputs() - first);
        boolean whole = width == BlockTensor.PANEL;
        float[] out = whole ? y : edge;
        int to = whole ? y0 + first : 0;
        int blocks = x.blocks();
        int b0 = row * blocks;
        long at = w.offset(panel, 0);
        if (w.dType() == DType.Q4) {
            BlockKernels.q4Sums(x.pairs(), row * x.inputs(), x.starts(), b0, blocks, w.panels(), at, rowSums);
            BlockKernels.q4Scaled(rowSums, blocks, x.scales(), b0, w.panels(), w.scaleOffset(panel, 0), out, to);
        } else {
            BlockKernels.i8Sums(x.pairs(), row * x.inputs(), x.starts(), b0, blocks, w.panels(), at, rowSums);
            BlockKernels.i8Scaled(rowSums, x.starts(), blocks, x.scales(), b0, w.panels(),
                    w.scaleOffset(panel, 0), out, to);
        }
        if (!whole) {
            System.arraycopy(edge, 0, y, y0 + first, width);
        }
    }

    private void reachRow(BlockTensor w) {
        int size = w.blocks() * BlockTensor.PANEL * (w.dType() == DType.Q4 ? 1 : 2);
        if (rowSums.length < size) {
            rowSums = new short[size];
        }
    }

    private void reach(DType type) {
        if (type == DType.Q4 && shortWeights.length == 0) {
            shortWeights = new short[STRETCH * BLOCK * SHORT_WIDTH];
            shortSums = new short[STRETCH * Lanes.TILE_ROWS * SHORT_WIDTH];
        }
        if (type == DType.I8 && floatWeights.length == 0) {
            floatWeights = new float[STRETCH * BLOCK * FLOAT_WIDTH];
            floatSums = new float[STRETCH * Lanes.TILE_ROWS * FLOAT_WIDTH];
        }
        if (scales.length == 0) {
            scales = new float[STRETCH * SHORT_WIDTH];
            partial = new float[SLAB * SHORT_WIDTH];
        }
    }

    /** Some rows times a group of panels. A group at the edge of the matrix leaves the columns beyond it as they are. */
    private void slab(QuantizedRows x, int firstRow, int rows, BlockTensor w, int panel, int panels,
            float[] y, int y0, int ldy) {
        int width = group(w.dType()) * BlockTensor.PANEL;
        Arrays.fill(partial, 0, rows * width, 0);
        for (int block = 0; block < w.blocks(); block += STRETCH) {
            int blocks = Math.min(STRETCH, w.blocks() - block);
            unpack(w, panel, panels, block, blocks, width);
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
        int first = panel * BlockTensor.PANEL;
        int valid = Math.min(panels * BlockTensor.PANEL, w.outputs() - first);
        for (int row = 0; row < rows; row++) {
            System.arraycopy(partial, row * width, y, y0 + (firstRow + row) * ldy + first, valid);
        }
    }

    private void unpack(BlockTensor w, int panel, int panels, int block, int blocks, int width) {
        for (int p = 0; p < panels; p++) {
            long at = w.offset(panel + p, block);
            if (w.dType() == DType.Q4) {
                BlockUnpacking.shorts(w.panels(), at, blocks, shortWeights, p * BlockTensor.PANEL, width);
            } else {
                BlockUnpacking.floats(w.panels(), at, blocks, floatWeights, p * BlockTensor.PANEL, width);
            }
            BlockUnpacking.scales(w.panels(), w.scaleOffset(panel + p, block), blocks, scales,
                    p * BlockTensor.PANEL, width);
        }
    }

    private void shorts(QuantizedRows x, int row, int tile, int block, int blocks, int to) {
        int x0 = row * x.inputs() + block * BLOCK;
        int b0 = row * x.blocks() + block;
        if (tile == 4) {
            BlockTiles.shorts4(x.pairs(), x0, x.inputs(), x.starts(), b0, x.blocks(), blocks, shortWeights, shortSums);
        } else {
            BlockTiles.shorts2(x.pairs(), x0, x.inputs(), x.starts(), b0, x.blocks(), blocks, shortWeights, shortSums);
        }
        for (int r = 0; r < tile; r++) {
            addShorts(shortSums, r * SHORT_WIDTH, tile * SHORT_WIDTH, blocks, scales, x.scales(),
                    b0 + r * x.blocks(), partial, to + r * SHORT_WIDTH);
        }
    }

    /** One row of a tile: sums, widened and scaled, onto the partial results, block after block. */
    private static void addShorts(short[] sums, int s0, int step, int blocks, float[] weightScales,
            float[] rowScales, int b0, float[] partial, int to) {
        for (int j = 0; j < SHORT_WIDTH; j += BlockTiles.SHORT_LANES) {
            FloatVector low = FloatVector.fromArray(FLOATS, partial, to + j);
            FloatVector high = FloatVector.fromArray(FLOATS, partial, to + j + LENGTH);
            int at = s0 + j;
            int scale = j;
            for (int b = b0; b < b0 + blocks; b++) {
                IntVector sum = ShortVector.fromArray(SHORTS, sums, at).reinterpretAsInts();
                FloatVector s = FloatVector.broadcast(FLOATS, rowScales[b]);
                low = ((FloatVector) sum.lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 16)
                        .convert(VectorOperators.I2F, 0))
                        .fma(FloatVector.fromArray(FLOATS, weightScales, scale).mul(s), low);
                high = ((FloatVector) sum.lanewise(VectorOperators.ASHR, 16).convert(VectorOperators.I2F, 0))
                        .fma(FloatVector.fromArray(FLOATS, weightScales, scale + LENGTH).mul(s), high);
                at += step;
                scale += SHORT_WIDTH;
            }
            low.intoArray(partial, to + j);
            high.intoArray(partial, to + j + LENGTH);
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
            addFloats(floatSums, r * FLOAT_WIDTH, tile * FLOAT_WIDTH, blocks, scales, x.scales(),
                    (row + r) * x.blocks() + block, partial, to + r * FLOAT_WIDTH);
        }
    }

    private static void addFloats(float[] sums, int s0, int step, int blocks, float[] weightScales,
            float[] rowScales, int b0, float[] partial, int to) {
        for (int j = 0; j < FLOAT_WIDTH; j += LENGTH) {
            FloatVector sum = FloatVector.fromArray(FLOATS, partial, to + j);
            int at = s0 + j;
            int scale = j;
            for (int b = b0; b < b0 + blocks; b++) {
                FloatVector s = FloatVector.broadcast(FLOATS, rowScales[b]);
                sum = FloatVector.fromArray(FLOATS, sums, at)
                        .fma(FloatVector.fromArray(FLOATS, weightScales, scale).mul(s), sum);
                at += step;
                scale += FLOAT_WIDTH;
            }
            sum.intoArray(partial, to + j);
        }
    }
}
