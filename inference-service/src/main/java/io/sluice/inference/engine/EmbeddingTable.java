package io.sluice.inference.engine;

import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.Q4ByteBufferTensor;
import com.github.tjake.jlama.tensor.Q8ByteBufferTensor;
import com.github.tjake.jlama.tensor.SegmentedTensor;
import io.sluice.inference.kernel.BlockTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Rows of the embedding matrix, read where the file is mapped. */
final class EmbeddingTable {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int HALF_BLOCK = BlockTensor.BLOCK / 2;

    @SuppressWarnings("rawtypes")
    private final AbstractTensor matrix;
    private final DType type;
    private final int width;
    /** {@code [vocabulary][width / 32]}, of a quantised matrix. */
    private final @Nullable MemorySegment scales;

    /** @param matrix {@code [vocabulary][width]} of F32, F16, BF16, Q4 or I8 */
    EmbeddingTable(@SuppressWarnings("rawtypes") AbstractTensor matrix) {
        this.matrix = matrix;
        this.type = matrix.dType();
        this.width = matrix.shape().last();
        this.scales = switch (matrix) {
            case Q4ByteBufferTensor q4 -> q4.getBlockF().getMemorySegment();
            case Q8ByteBufferTensor i8 -> i8.getBlockF().getMemorySegment();
            default -> null;
        };
    }

    void read(int token, float[] to, int at) {
        if (scales != null) {
            readBlocks(matrix.getMemorySegment(), scales, token, to, at);
            return;
        }
        MemorySegment source;
        long from = 0;
        if (matrix instanceof SegmentedTensor) {
            source = matrix.slice(token).getMemorySegment();
        } else {
            source = matrix.getMemorySegment();
            from = (long) token * width * type.size();
        }
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
