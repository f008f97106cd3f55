package io.sluice.inference.engine;

import com.github.tjake.jlama.safetensors.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The header of a safetensors file, checked against the format and the file's size before anything maps the file:
 * eight bytes of length, a JSON object, then data without holes or overlaps.
 *
 * @param dataBegin byte of the file that the tensors' {@code begin} and {@code end} count from
 */
public record SafetensorsHeader(Map<String, Tensor> tensors, long dataBegin) {

    /** @param shape sizes, outermost first */
    public record Tensor(DType type, int[] shape, long begin, long end) {
    }

    private static final String METADATA = "__metadata__";
    private static final int PREFIX = 8;
    /** jlama's reader maps the first mebibyte of a file for its header. */
    private static final int HEADER_BYTES_MAX = (1 << 20) - PREFIX;

    /**
     * The weight files of a folder with their checked headers, by name.
     *
     * @throws ModelRefusedException when a file is missing or damaged
     */
    public static Map<String, SafetensorsHeader> ofFolder(Path folder) {
        return SafetensorsFolder.headers(folder);
    }

    static SafetensorsHeader read(Path file) {
        String name = file.getFileName().toString();
        if (!Files.isRegularFile(file)) {
            throw new ModelRefusedException(name + " is missing");
        }
        try (FileChannel channel = FileChannel.open(file)) {
            long size = channel.size();
            long length = size < PREFIX ? -1 : bytes(channel, 0, PREFIX).getLong();
            if (length < 2 || length > HEADER_BYTES_MAX || length > size - PREFIX) {
                throw new ModelRefusedException(name + " is truncated or no safetensors file: it has " + size
                        + " bytes and names a header of " + length);
            }
            String text = StandardCharsets.UTF_8.newDecoder().decode(bytes(channel, PREFIX, (int) length)).toString();
            Map<String, Tensor> tensors = tensors(JsonFile.parseStrictly(name + " header", text));
            checkLayout(name, tensors, size - PREFIX - length);
            return new SafetensorsHeader(tensors, PREFIX + length);
        } catch (CharacterCodingException e) {
            throw new ModelRefusedException(name + " header is not UTF-8 text", e);
        } catch (IOException e) {
            throw new ModelRefusedException(name + " can't be read: " + e.getMessage(), e);
        }
    }

    private static ByteBuffer bytes(FileChannel channel, long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        int got = 0;
        while (buffer.hasRemaining() && got >= 0) {
            got = channel.read(buffer, at + buffer.position());
        }
        return buffer.flip();
    }

    private static Map<String, Tensor> tensors(JsonFile header) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : header.root().properties()) {
            if (entry.getKey().equals(METADATA)) {
                requireTexts(header, entry.getValue());
            } else {
                tensors.put(entry.getKey(), tensor(header, entry.getKey(), entry.getValue()));
            }
        }
        if (tensors.isEmpty()) {
            throw header.refuse("names no tensors");
        }
        return tensors;
    }

    /** Nobody needs them, but jlama's reader fails on anything else. */
    private static void requireTexts(JsonFile header, JsonNode metadata) {
        boolean texts = metadata.isObject();
        for (JsonNode value : metadata) {
            texts &= value.isString();
        }
        if (!texts) {
            throw header.refuse("has a " + METADATA + " that is no object of texts");
        }
    }

    private static Tensor tensor(JsonFile header, String name, JsonNode node) {
        JsonNode offsets = node.path("data_offsets");
        JsonNode shape = node.path("shape");
        boolean whole = offsets.size() == 2 && offsets.isArray() && shape.isArray();
        for (JsonNode number : whole ? concat(offsets, shape) : List.<JsonNode>of()) {
            whole &= number.isIntegralNumber() && number.canConvertToLong() && number.longValue() >= 0;
        }
        if (!whole) {
            throw header.refuse("describes " + name + " without a shape and two data_offsets of whole numbers");
        }
        DType type = type(header, name, node.path("dtype").asString(""));
        long begin = offsets.get(0).longValue();
        long end = offsets.get(1).longValue();
        try {
            long elements = 1;
            int[] sizes = new int[shape.size()];
            for (int i = 0; i < sizes.length; i++) {
                sizes[i] = Math.toIntExact(shape.get(i).longValue());
                elements = Math.multiplyExact(elements, (long) sizes[i]);
            }
            long bytes = type == DType.Q4 ? elements / 2 : Math.multiplyExact(elements, (long) type.size());
            if (end - begin != bytes) {
                throw header.refuse("gives " + name + " " + (end - begin) + " bytes, and its shape "
                        + Arrays.toString(sizes) + " of " + type + " takes " + bytes);
            }
            return new Tensor(type, sizes, begin, end);
        } catch (ArithmeticException e) {
            throw header.refuse("gives " + name + " an impossible shape " + shape);
        }
    }

    private static List<JsonNode> concat(JsonNode a, JsonNode b) {
        List<JsonNode> all = new ArrayList<>(a.values());
        all.addAll(b.values());
        return all;
    }

    private static DType type(JsonFile header, String tensor, String name) {
        for (DType type : DType.values()) {
            if (type.name().equals(name.toUpperCase(Locale.ROOT)) && type != DType.Q5) {
                return type;
            }
        }
        throw header.refuse("stores " + tensor + " as " + name + ", and weights have to be F32, F16, BF16, Q4 or I8");
    }

    private static void checkLayout(String file, Map<String, Tensor> tensors, long dataBytes) {
        List<Map.Entry<String, Tensor>> ordered = new ArrayList<>(tensors.entrySet());
        ordered.sort(Comparator.comparingLong((Map.Entry<String, Tensor> e) -> e.getValue().begin())
                .thenComparingLong(e -> e.getValue().end()));
        long at = 0;
        for (Map.Entry<String, Tensor> entry : ordered) {
            if (entry.getValue().begin() != at) {
                throw new ModelRefusedException(file + " has " + entry.getKey() + " at byte "
                        + entry.getValue().begin() + " where byte " + at + " is next: tensors overlap or leave a hole");
            }
            at = entry.getValue().end();
        }
        if (at != dataBytes) {
            throw new ModelRefusedException(file + " is truncated or has been changed: its header describes " + at
                    + " bytes of weights and it holds " + dataBytes);
        }
    }
}
