package io.sluice.inference.engine;

import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.Q4ByteBufferTensor;
import com.github.tjake.jlama.tensor.Q8ByteBufferTensor;
import com.github.tjake.jlama.tensor.SegmentedTensor;
import io.sluice.inference.kernel.BlockTensor;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a matrix of a file, widened to single precision as they are read: where the file is mapped, or from a copy.
 * What outlives the loading has to be a copy: a mapped file that somebody truncates takes the process's reads with it.
 */
final class MatrixRows {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int ALIGNMENT = 64;
    private static final int HALF_BLOCK = BlockTensor.BLOCK / 2;

    private final DType type;
    private final int width;
    /** One segment, or one for each row. */
    private final MemorySegment[] rows;
    /** {@code [rows][width / 32]}, of a quantised matrix. */
    private final @Nullable MemorySegment scales;

    private MatrixRows(DType type, int width, MemorySegment[] rows, @Nullable MemorySegment scales) {
        this.type = type;
        this.width = width;
        this.rows = rows;
        this.scales = scales;
    }

    /** @param matrix {@code [rows][width]} of F32, F16, BF16, Q4 or I8 */
    static MatrixRows mapped(@SuppressWarnings("rawtypes") AbstractTensor matrix) {
        boolean segmented = matrix instanceof SegmentedTensor;
        MemorySegment[] rows = new MemorySegment[segmented ? matrix.shape().first() : 1];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = segmented ? matrix.slice(row).getMemorySegment() : matrix.getMemorySegment();
        }
        return new MatrixRows(matrix.dType(), matrix.shape().last(), rows, switch (matrix) {
            case Q4ByteBufferTensor q4 -> q4.getBlockF().getMemorySegment();
            case Q8ByteBufferTensor i8 -> i8.getBlockF().getMemorySegment();
            default -> null;
        });
    }

    /** A copy of all rows in {@code arena}. */
    MatrixRows copy(Arena arena) {
        long bytes = 0;
        for (MemorySegment segment : rows) {
            bytes += segment.byteSize();
        }
        MemorySegment all = arena.allocate(bytes, ALIGNMENT);
        long at = 0;
        for (MemorySegment segment : rows) {
            MemorySegment.copy(segment, 0, all, at, segment.byteSize());
            at += segment.byteSize();
        }
        MemorySegment ownScales = null;
        if (scales != null) {
            ownScales = arena.allocate(scales.byteSize(), ALIGNMENT);
            ownScales.copyFrom(scales);
        }
        return new MatrixRows(type, width, new MemorySegment[] {all}, ownScales);
    }

    void read(int row, float[] to, int at) {
        if (scales != null) {
            readBlocks(rows[0], scales, row, to, at);
            return;
        }
        MemorySegment source = rows.length == 1 ? rows[0] : rows[row];
        long from = rows.length == 1 ? (long) row * width * type.size() : 0;
        switch (type) {
            case F32 -> MemorySegment.copy(source, FLOAT, from, to, at, width);
            case BF16 -> readBf16(source, from, to, at);
            default -> readF16(source, from, to, at);
        }
    }

    private void readBlocks(MemorySegment source, MemorySegment scales, int token, float[] to, int at) {
        long block = (long) token * (width / BlockTensor.BLOCK);
        for (int i = 0; i < width; i += BlockTensor.BLOCK, block++) {
            float scale = scales.get(FLOAT, block * Float.BYTES);
            for (int j = 0; j < BlockTensor.BLOCK; j++) {
                to[at + i + j] = scale * (type == DType.I8 ? source.get(ValueLayout.JAVA_BYTE, block * BlockTensor.BLOCK + j)
                        : nibble(source.get(ValueLayout.JAVA_BYTE, block * HALF_BLOCK + j % HALF_BLOCK), j / HALF_BLOCK));
            }
        }
    }

    private static int nibble(byte pair, int half) {
        return (pair >>> 4 * half & 15) - 8;
    }

    private void readBf16(MemorySegment source, long from, float[] to, int at) {
        for (int i = 0; i < width; i++) {
            to[at + i] = Float.intBitsToFloat(source.get(SHORT, from + (long) i * Short.BYTES) << 16);
        }
    }

    private void readF16(MemorySegment source, long from, float[] to, int at) {
        for (int i = 0; i < width; i++) {
            to[at + i] = Float.float16ToFloat(source.get(SHORT, from + (long) i * Short.BYTES));
        }
    }
}
