package io.sluice.platform.safetensors;

import java.nio.ByteBuffer;

/** How a file stores numbers. */
public enum TensorType {
    F32(4) {
        @Override
        float read(ByteBuffer bytes) {
            return bytes.getFloat();
        }
    },
    F16(2) {
        @Override
        float read(ByteBuffer bytes) {
            return Float.float16ToFloat(bytes.getShort());
        }
    },
    BF16(2) {
        @Override
        float read(ByteBuffer bytes) {
            return Float.intBitsToFloat(bytes.getShort() << 16);
        }
    };

    private final int size;

    TensorType(int size) {
        this.size = size;
    }

    /** Bytes of one number. */
    public int size() {
        return size;
    }

    /** The next number. */
    abstract float read(ByteBuffer bytes);
}
