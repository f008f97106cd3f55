package io.sluice.trainer.export;

import io.sluice.trainer.model.ParameterLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Flat parameters as a {@code .safetensors} file in F32: eight bytes of header length, a JSON header with type, shape
 * and byte range of every tensor, then the little-endian values.
 */
public final class SafeTensors {

    private static final ObjectMapper JSON = JsonMapper.shared();

    /** Values start at a multiple of this, so that readers may map them. */
    private static final int ALIGNMENT = 64;

    private SafeTensors() {}

    public static void write(Path file, ParameterLayout layout, float[] weights) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        header.putObject("__metadata__").put("format", "pt");
        for (ParameterLayout.Tensor tensor : layout.tensors()) {
            ObjectNode entry = header.putObject(tensor.name()).put("dtype", "F32");
            var shape = entry.putArray("shape").add(tensor.rows());
            if (tensor.isMatrix()) {
                shape.add(tensor.columns());
            }
            long start = (long) Float.BYTES * tensor.offset();
            entry.putArray("data_offsets").add(start).add(start + (long) Float.BYTES * tensor.size());
        }
        byte[] json = pad(header.toString()).getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(Long.BYTES + json.length + Float.BYTES * weights.length)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(json.length).put(json).asFloatBuffer().put(weights);
        Files.write(file, out.array());
    }

    /**
     * Reads the weights that {@code layout} names, wherever they lie in the file.
     *
     * @throws IOException if a tensor is missing or has another type or size
     */
    public static float[] read(Path file, ParameterLayout layout) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        long headerLength = in.remaining() < Long.BYTES ? -1 : in.getLong();
        if (headerLength < 0 || headerLength > in.remaining()) {
            throw new IOException(file + " is cut short");
        }
        byte[] json = new byte[(int) headerLength];
        in.get(json);
        JsonNode header = JSON.readTree(json);
        float[] weights = new float[layout.size()];
        for (ParameterLayout.Tensor tensor : layout.tensors()) {
            JsonNode entry = header.path(tensor.name());
            JsonNode range = entry.path("data_offsets");
            long start = range.path(0).asLong(-1);
            long length = range.path(1).asLong(-1) - start;
            if (!entry.path("dtype").asString("").equals("F32") || length != (long) Float.BYTES * tensor.size()) {
                throw new IOException(file + " has no " + tensor.name() + " of " + tensor.size() + " F32 values");
            }
            if (start < 0 || start + length > in.remaining()) {
                throw new IOException(file + " ends before " + tensor.name());
            }
            ByteBuffer values = in.slice(in.position() + (int) start, (int) length).order(ByteOrder.LITTLE_ENDIAN);
            values.asFloatBuffer().get(weights, tensor.offset(), tensor.size());
        }
        return weights;
    }

    private static String pad(String header) {
        int length = Long.BYTES + header.getBytes(StandardCharsets.UTF_8).length;
        return header + " ".repeat(Math.floorMod(-length, ALIGNMENT));
    }

    /** For tests and checks: the names in a file, in the header's order. */
    static List<String> names(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        byte[] json = new byte[Math.toIntExact(in.getLong())];
        in.get(json);
        return JSON.readTree(json).propertyNames().stream().filter(name -> !name.startsWith("__")).toList();
    }
}
