package io.sluice.inference.engine;

import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.SegmentedTensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Rows of the embedding matrix, read where the file is mapped. */
final class EmbeddingTable {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @SuppressWarnings("rawtypes")
    private final AbstractTensor matrix;
    private final DType type;
    private final int width;

    /** @param matrix {@code [vocabulary][width]} of F32, F16 or BF16 */
    EmbeddingTable(@SuppressWarnings("rawtypes") AbstractTensor matrix) {
        this.matrix = matrix;
        this.type = matrix.dType();
        this.width = matrix.shape().last();
    }

    void read(int token, float[] to, int at) {
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
