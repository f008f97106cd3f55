package io.sluice.platform.safetensors;

import io.sluice.platform.json.StrictJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A safetensors file whose header was checked against the format and the file's size: eight bytes of length, little
 * endian, a JSON object, then data without holes or overlaps. Nothing of the data is held. What is wrong with a file is
 * said as what follows its name.
 *
 * @param metadata  texts beside the tensors
 * @param tensors   in the order of the header
 * @param dataBegin byte of the file that {@link Tensor#begin} and {@link Tensor#end} count from
 */
public record TensorFile(Path path, Map<String, String> metadata, Map<String, Tensor> tensors, long dataBegin) {

    private static final JsonMapper JSON = StrictJson.mapper();
    private static final String METADATA = "__metadata__";
    private static final int PREFIX = 8;
    /** The format allows 100 MB; the header of a model of a thousand tensors has some 100 kB. */
    private static final int HEADER_BYTES_MAX = 8 << 20;
    private static final int CHUNK_BYTES = 1 << 18;

    /** @param shape sizes, outermost first */
    public record Tensor(TensorType type, List<Integer> shape, long begin, long end) {

        public long elements() {
            return type.elements(end - begin);
        }
    }

    /** Takes the numbers of a tensor, in their order. */
    @FunctionalInterface
    public interface Values {
        void next(float value);
    }

    /** A file of floating-point numbers. */
    public static TensorFile open(Path path) throws IOException, DamagedTensorsException {
        return open(path, TensorType.FLOATS);
    }

    /** @param types that tensors may have */
    public static TensorFile open(Path path, Set<TensorType> types) throws IOException, DamagedTensorsException {
        try (FileChannel channel = FileChannel.open(path)) {
            long size = channel.size();
            long length = size < PREFIX ? -1 : bytes(channel, 0, PREFIX).getLong();
            if (length < 2 || length > HEADER_BYTES_MAX || length > size - PREFIX) {
                throw new DamagedTensorsException("is truncated or no safetensors file: it has " + size + " bytes and names a header of "
                        + length + ", and at most " + HEADER_BYTES_MAX + " are allowed");
            }
            Map<String, String> metadata = new LinkedHashMap<>();
            Map<String, Tensor> tensors = tensors(bytes(channel, PREFIX, (int) length), types, metadata);
            checkLayout(tensors, size - PREFIX - length);
            return new TensorFile(path, metadata, tensors, PREFIX + length);
        }
    }

    /** Reads a tensor of {@link TensorType#FLOATS} through, in chunks. */
    public void read(String name, Values values) throws IOException {
        TensorType type = tensor(name).type();
        each(name, chunk -> values.next(type.read(chunk)));
    }

    /** Reads a tensor of {@link TensorType#I32} through, in chunks. */
    public void readWholes(String name, IntConsumer values) throws IOException {
        if (tensor(name).type() != TensorType.I32) {
            throw new IllegalArgumentException(name + " is no " + TensorType.I32);
        }
        each(name, chunk -> values.accept(chunk.getInt()));
    }

    private Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new IllegalArgumentException("no tensor " + name);
        }
        return tensor;
    }

    private void each(String name, Consumer<ByteBuffer> next) throws IOException {
        Tensor tensor = tensor(name);
        try (FileChannel channel = FileChannel.open(path)) {
            for (long at = tensor.begin(); at < tensor.end(); at += CHUNK_BYTES) {
                ByteBuffer chunk = bytes(channel, dataBegin + at, (int) Math.min(CHUNK_BYTES, tensor.end() - at));
                while (chunk.hasRemaining()) {
                    next.accept(chunk);
                }
            }
        }
    }

    /** @throws DamagedTensorsException when any floating-point number is not finite */
    public void requireFinite() throws IOException, DamagedTensorsException {
        for (String name : tensors.keySet()) {
            if (!TensorType.FLOATS.contains(tensor(name).type())) {
                continue;
            }
            long[] bad = {0};
            read(name, value -> {
                if (!Float.isFinite(value)) {
                    bad[0]++;
                }
            });
            if (bad[0] > 0) {
                throw new DamagedTensorsException("is damaged: " + name + " holds " + bad[0] + " numbers that are not finite");
            }
        }
    }

    private static ByteBuffer bytes(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer, at + buffer.position()) < 0) {
                throw new IOException("the file became shorter while it was read");
            }
        }
        return buffer.flip();
    }

    private static Map<String, Tensor> tensors(ByteBuffer header, Set<TensorType> types, Map<String, String> metadata)
            throws DamagedTensorsException {
        JsonNode root;
        try {
            root = JSON.readTree(StandardCharsets.UTF_8.newDecoder().decode(header).toString());
        } catch (CharacterCodingException e) {
            throw new DamagedTensorsException("header is not UTF-8 text");
        } catch (JacksonException e) {
            throw new DamagedTensorsException("header is not valid JSON: " + e.getOriginalMessage());
        }
        if (!root.isObject()) {
            throw new DamagedTensorsException("header holds no JSON object");
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : root.properties()) {
            if (entry.getKey().equals(METADATA)) {
                readTexts(entry.getValue(), metadata);
            } else {
                tensors.put(entry.getKey(), tensor(entry.getKey(), entry.getValue(), types));
            }
        }
        if (tensors.isEmpty()) {
            throw new DamagedTensorsException("header names no tensors");
        }
        return tensors;
    }

    private static void readTexts(JsonNode node, Map<String, String> metadata) throws DamagedTensorsException {
        boolean texts = node.isObject();
        for (Map.Entry<String, JsonNode> each : node.properties()) {
            texts &= each.getValue().isString();
            metadata.put(each.getKey(), each.getValue().asString(""));
        }
        if (!texts) {
            throw new DamagedTensorsException("header has a " + METADATA + " that is no object of texts");
        }
    }

    private static Tensor tensor(String name, JsonNode node, Set<TensorType> types) throws DamagedTensorsException {
        List<Long> shape = wholes(node.path("shape"));
        List<Long> offsets = wholes(node.path("data_offsets"));
        if (shape == null || offsets == null || offsets.size() != 2) {
            throw new DamagedTensorsException("header describes " + name + " without a shape and two data_offsets of whole numbers");
        }
        TensorType type = type(name, node.path("dtype").asString(""), types);
        try {
            long elements = 1;
            List<Integer> sizes = new ArrayList<>();
            for (long size : shape) {
                sizes.add(Math.toIntExact(size));
                elements = Math.multiplyExact(elements, size);
            }
            long bytes = type.bytes(elements);
            long given = Math.subtractExact(offsets.get(1), offsets.get(0));
            if (given != bytes) {
                throw new DamagedTensorsException("header gives " + name + " " + given + " bytes, and its shape " + shape + " of "
                        + type + " takes " + bytes);
            }
            return new Tensor(type, List.copyOf(sizes), offsets.get(0), offsets.get(1));
        } catch (ArithmeticException e) {
            throw new DamagedTensorsException("header gives " + name + " an impossible shape");
        }
    }

    private static @Nullable List<Long> wholes(JsonNode array) {
        List<Long> numbers = new ArrayList<>();
        for (JsonNode number : array) {
            if (!number.isIntegralNumber() || !number.canConvertToLong() || number.longValue() < 0) {
                return null;
            }
            numbers.add(number.longValue());
        }
        return array.isArray() ? numbers : null;
    }

    private static TensorType type(String tensor, String name, Set<TensorType> types) throws DamagedTensorsException {
        for (TensorType type : types) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        throw new DamagedTensorsException("header stores " + tensor + " as " + name + ", and allowed are " + new TreeSet<>(types));
    }

    private static void checkLayout(Map<String, Tensor> tensors, long dataBytes) throws DamagedTensorsException {
        List<Map.Entry<String, Tensor>> ordered = new ArrayList<>(tensors.entrySet());
        ordered.sort(Comparator.comparingLong((Map.Entry<String, Tensor> each) -> each.getValue().begin())
                .thenComparingLong(each -> each.getValue().end()));
        long at = 0;
        for (Map.Entry<String, Tensor> each : ordered) {
            if (each.getValue().begin() != at) {
                throw new DamagedTensorsException("has " + each.getKey() + " at byte " + each.getValue().begin() + " where byte " + at
                        + " is next: tensors overlap or leave a hole");
            }
            at = each.getValue().end();
        }
        if (at != dataBytes) {
            throw new DamagedTensorsException("is truncated or has been changed: its header describes " + at
                    + " bytes of data and it holds " + dataBytes);
        }
    }
}
