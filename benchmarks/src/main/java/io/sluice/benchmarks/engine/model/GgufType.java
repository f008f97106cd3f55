package io.sluice.benchmarks.engine.model;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** How a GGUF file stores a tensor, and how a row of a safetensors file becomes a row of it. */
enum GgufType {

    F32(0, 0, 4, 1), BF16(30, 32, 2, 1), Q4_0(2, 2, 18, 32), Q8_0(8, 7, 34, 32);

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** The format's number of this type. */
    final int id;
    /** What {@code general.file_type} says of a file that is mostly of this type. */
    final int fileType;
    private final int blockBytes;
    private final int block;

    GgufType(int id, int fileType, int blockBytes, int block) {
        this.id = id;
        this.fileType = fileType;
        this.blockBytes = blockBytes;
        this.block = block;
    }

    /** The type that holds a safetensors tensor's numbers unchanged. */
    static GgufType of(String safetensorsType) {
        return switch (safetensorsType) {
            case "F32" -> F32;
            case "BF16" -> BF16;
            case "Q4" -> Q4_0;
            case "I8" -> Q8_0;
            default -> throw new IllegalArgumentException("tensors of type " + safetensorsType + " are not converted");
        };
    }

    long rowBytes(int columns) {
        if (columns % block != 0) {
            throw new IllegalArgumentException("rows of " + columns + " are no multiple of " + block + ", which " + this + " needs");
        }
        return (long) columns / block * blockBytes;
    }

    boolean hasScales() {
        return block > 1;
    }

    /** Writes row {@code row} of {@code columns} numbers; {@code scales} belong to quantised tensors. */
    void putRow(ByteBuffer out, MemorySegment data, @Nullable MemorySegment scales, int row, int columns) {
        if (scales == null) {
            long bytes = rowBytes(columns);
            out.put(data.asSlice(row * bytes, bytes).asByteBuffer());
            return;
        }
        int blocks = columns / block;
        long integers = blockBytes - Short.BYTES;
        for (long i = (long) row * blocks; i < (long) (row + 1) * blocks; i++) {
            out.putShort(half(scales.get(FLOAT, i * Float.BYTES)));
            out.put(data.asSlice(i * integers, integers).asByteBuffer());
        }
    }

    /** Writes a vector as F32, as llama.cpp wants norms. */
    static void putFloats(ByteBuffer out, String type, MemorySegment data, int length) {
        for (int i = 0; i < length; i++) {
            out.putFloat(switch (of(type)) {
                case F32 -> data.get(FLOAT, (long) i * Float.BYTES);
                case BF16 -> Float.intBitsToFloat(data.get(SHORT, (long) i * Short.BYTES) << 16);
                default -> throw new IllegalArgumentException("a vector is stored as " + type);
            });
        }
    }

    /** All contenders have to compute with the same scales, so one that half precision would change is refused. */
    private static short half(float scale) {
        short half = Float.floatToFloat16(scale);
        if (Float.float16ToFloat(half) != scale) {
            throw new IllegalArgumentException("the scale " + scale + " is no half-precision number");
        }
        return half;
    }
}
