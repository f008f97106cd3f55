package io.sluice.benchmarks.engine.model;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads a GGUF file by its specification, independently of the writer. */
final class GgufFile {

    record Tensor(long[] sizes, int type, ByteBuffer data) {
    }

    final Map<String, Object> metadata = new LinkedHashMap<>();
    final Map<String, Tensor> tensors = new LinkedHashMap<>();
    private final ByteBuffer bytes;

    GgufFile(Path file) throws IOException {
        bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] magic = new byte[4];
        bytes.get(magic);
        if (!new String(magic, StandardCharsets.US_ASCII).equals("GGUF") || bytes.getInt() != 3) {
            throw new IOException("no GGUF file of version 3");
        }
        long count = bytes.getLong();
        long keys = bytes.getLong();
        for (long i = 0; i < keys; i++) {
            metadata.put(string(), value(bytes.getInt()));
        }
        record Place(String name, long[] sizes, int type, long offset) {
        }
        List<Place> places = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            String name = string();
            long[] sizes = new long[bytes.getInt()];
            for (int d = 0; d < sizes.length; d++) {
                sizes[d] = bytes.getLong();
            }
            places.add(new Place(name, sizes, bytes.getInt(), bytes.getLong()));
        }
        int alignment = (Integer) metadata.get("general.alignment");
        int data = Math.ceilDiv(bytes.position(), alignment) * alignment;
        for (Place place : places) {
            if (place.offset() % alignment != 0) {
                throw new IOException(place.name() + " is not aligned");
            }
            tensors.put(place.name(), new Tensor(place.sizes(), place.type(),
                    bytes.slice(data + (int) place.offset(), bytes.capacity() - data - (int) place.offset()).order(ByteOrder.LITTLE_ENDIAN)));
        }
    }

    private String string() {
        byte[] text = new byte[(int) bytes.getLong()];
        bytes.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private Object value(int type) {
        return switch (type) {
            case 4, 5 -> bytes.getInt();
            case 6 -> bytes.getFloat();
            case 7 -> bytes.get() != 0;
            case 8 -> string();
            case 9 -> {
                int element = bytes.getInt();
                List<Object> values = new ArrayList<>();
                for (long left = bytes.getLong(); left > 0; left--) {
                    values.add(value(element));
                }
                yield values;
            }
            default -> throw new IllegalArgumentException("type " + type);
        };
    }
}
