package io.sluice.benchmarks.engine.model;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A mapped safetensors file, as this benchmark or {@code ./sluice quantize} wrote it. */
final class SafetensorsFile implements AutoCloseable {

    /**
     * @param shape rows and columns, or one length
     * @param data  little-endian
     */
    record Tensor(String type, int[] shape, MemorySegment data) {

        int rows() {
            return shape.length == 1 ? 1 : shape[0];
        }

        int columns() {
            return shape[shape.length - 1];
        }
    }

    private static final int HEADER_BYTES_MAX = 64 << 20;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Arena arena = Arena.ofShared();
    private final Map<String, Tensor> tensors = new LinkedHashMap<>();

    SafetensorsFile(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer length = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            readFully(channel, length, 0);
            long headerBytes = length.flip().getLong();
            if (headerBytes < 2 || headerBytes > HEADER_BYTES_MAX) {
                throw new IOException(file + " names a header of " + headerBytes + " bytes");
            }
            ByteBuffer header = ByteBuffer.allocate((int) headerBytes);
            readFully(channel, header, Long.BYTES);
            MemorySegment all = channel.map(MapMode.READ_ONLY, 0, channel.size(), arena);
            long base = Long.BYTES + headerBytes;
            for (Map.Entry<String, JsonNode> entry
                    : JSON.readTree(new String(header.array(), StandardCharsets.UTF_8)).properties()) {
                if (!entry.getKey().equals("__metadata__")) {
                    tensors.put(entry.getKey(), tensor(entry.getValue(), all.asSlice(base)));
                }
            }
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static Tensor tensor(JsonNode node, MemorySegment data) {
        int[] shape = new int[node.path("shape").size()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = node.path("shape").get(i).intValue();
        }
        long begin = node.path("data_offsets").get(0).longValue();
        long end = node.path("data_offsets").get(1).longValue();
        return new Tensor(node.path("dtype").stringValue(), shape, data.asSlice(begin, end - begin));
    }

    private static void readFully(FileChannel channel, ByteBuffer into, long at) throws IOException {
        while (into.hasRemaining()) {
            if (channel.read(into, at + into.position()) < 0) {
                throw new IOException("the file ends after " + channel.size() + " bytes, within its header");
            }
        }
    }

    /** By name, in the order of the file. */
    Map<String, Tensor> tensors() {
        return tensors;
    }

    /** @throws IllegalArgumentException when there is none of this name */
    Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("there is no tensor " + name);
        }
        return tensor;
    }

    @Override
    public void close() {
        arena.close();
    }
}
