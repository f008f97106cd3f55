package io.sluice.benchmarks.engine.model;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The keys and values of a GGUF file (version 3), encoded as they are added. All numbers are little-endian. */
final class GgufMetadata {

    private static final int UINT32 = 4;
    private static final int INT32 = 5;
    private static final int FLOAT32 = 6;
    private static final int BOOL = 7;
    private static final int STRING = 8;
    private static final int ARRAY = 9;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);
    private int count;

    GgufMetadata integer(String key, int value) {
        return add(key, UINT32, () -> int32(value));
    }

    GgufMetadata number(String key, double value) {
        return add(key, FLOAT32, () -> int32(Float.floatToRawIntBits((float) value)));
    }

    GgufMetadata flag(String key, boolean value) {
        return add(key, BOOL, () -> out.writeByte(value ? 1 : 0));
    }

    GgufMetadata text(String key, String value) {
        return add(key, STRING, () -> string(value));
    }

    GgufMetadata texts(String key, List<String> values) {
        return add(key, ARRAY, () -> {
            int32(STRING);
            int64(values.size());
            for (String value : values) {
                string(value);
            }
        });
    }

    GgufMetadata integers(String key, int[] values) {
        return add(key, ARRAY, () -> {
            int32(INT32);
            int64(values.length);
            for (int value : values) {
                int32(value);
            }
        });
    }

    int count() {
        return count;
    }

    byte[] bytes() {
        return bytes.toByteArray();
    }

    private interface Writing {
        void write() throws IOException;
    }

    private GgufMetadata add(String key, int type, Writing value) {
        try {
            string(key);
            int32(type);
            value.write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        count++;
        return this;
    }

    private void string(String value) throws IOException {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        int64(utf8.length);
        out.write(utf8);
    }

    private void int32(int value) throws IOException {
        out.writeInt(Integer.reverseBytes(value));
    }

    private void int64(long value) throws IOException {
        out.writeLong(Long.reverseBytes(value));
    }
}
