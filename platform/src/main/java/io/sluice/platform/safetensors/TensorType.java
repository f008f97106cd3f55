package io.sluice.platform.safetensors;

import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;

/** How a file stores numbers. */
public enum TensorType {

    F32(32),
    F16(16),
    BF16(16),
    /** Whole numbers: places of other numbers. */
    I32(32),
    /** Whole numbers of a quantised matrix, whose scales are another tensor. */
    I8(8),
    /** The same with two in a byte. */
    Q4(4);

    /** Those that are numbers by themselves. */
    public static final Set<TensorType> FLOATS = Set.copyOf(EnumSet.of(F32, F16, BF16));

    private final int bits;

    TensorType(int bits) {
        this.bits = bits;
    }

    /** @throws ArithmeticException when nobody can have so many */
    public long bytes(long elements) {
        return Math.multiplyExact(elements, (long) bits) / Byte.SIZE;
    }

    long elements(long bytes) {
        return bytes * Byte.SIZE / bits;
    }

    /** The next number of {@link #FLOATS}. */
    float read(ByteBuffer bytes) {
        return switch (this) {
            case F32 -> bytes.getFloat();
            case F16 -> Float.float16ToFloat(bytes.getShort());
            case BF16 -> Float.intBitsToFloat(bytes.getShort() << 16);
            case I32, I8, Q4 -> throw new IllegalStateException(this + " holds no floating-point numbers");
        };
    }
}
