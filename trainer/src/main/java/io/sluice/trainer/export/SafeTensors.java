package io.sluice.trainer.export;

import io.sluice.platform.safetensors.DamagedTensorsException;
import io.sluice.platform.safetensors.TensorFile;
import io.sluice.platform.safetensors.TensorType;
import io.sluice.trainer.model.ParameterLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code .safetensors} files: eight bytes of header length, a JSON header with type, shape and byte range of every
 * tensor, then the little-endian values.
 */
public final class SafeTensors {

    private static final ObjectMapper JSON = JsonMapper.shared();

    /** Values start at a multiple of this, so that readers may map them. */
    private static final int ALIGNMENT = 64;

    private SafeTensors() {}

    /**
     * A named array.
     *
     * @param dtype  {@code F32} or {@code I32}, four bytes an element
     * @param bytes  little-endian, of all elements; each use reads a duplicate
     */
    public record Named(String name, String dtype, int[] shape, ByteBuffer bytes) {

        public static Named floats(String name, float[] values, int... shape) {
            ByteBuffer bytes = bytes(values.length, shape);
            bytes.asFloatBuffer().put(values);
            return new Named(name, "F32", shape, bytes);
        }

        public static Named ints(String name, int[] values, int... shape) {
            ByteBuffer bytes = bytes(values.length, shape);
            bytes.asIntBuffer().put(values);
            return new Named(name, "I32", shape, bytes);
        }

        private static ByteBuffer bytes(int length, int[] shape) {
            if (Arrays.stream(shape).reduce(1, Math::multiplyExact) != length) {
                throw new IllegalArgumentException(length + " elements for the shape " + Arrays.toString(shape));
            }
            return ByteBuffer.allocate(Float.BYTES * length).order(ByteOrder.LITTLE_ENDIAN);
        }

        /** @throws IOException if it holds something else */
        public float[] floats() throws IOException {
            if (!dtype.equals("F32")) {
                throw new IOException(name + " is of type " + dtype + ", expected is F32");
            }
            float[] values = new float[bytes.remaining() / Float.BYTES];
            bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            return values;
        }
    }

    /** @param metadata texts beside the tensors, {@code __metadata__} */
    public record Content(Map<String, String> metadata, Map<String, Named> tensors) {

        /** @throws IOException if there is none of that name */
        public Named tensor(String name) throws IOException {
            Named tensor = tensors.get(name);
            if (tensor == null) {
                throw new IOException("there is no tensor " + name);
            }
            return tensor;
        }
    }

    /** A whole model. */
    public static void write(Path file, ParameterLayout layout, float[] weights) throws IOException {
        List<Named> tensors = new ArrayList<>();
        for (ParameterLayout.Tensor tensor : layout.tensors()) {
            float[] values = Arrays.copyOfRange(weights, tensor.offset(), tensor.offset() + tensor.size());
            tensors.add(tensor.isMatrix()
                    ? Named.floats(tensor.name(), values, tensor.rows(), tensor.columns())
                    : Named.floats(tensor.name(), values, tensor.rows()));
        }
        write(file, Map.of("format", "pt"), tensors);
    }

    /** Tensors lie in the file in the order of the list. */
    public static void write(Path file, Map<String, String> metadata, List<Named> tensors) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        ObjectNode texts = header.putObject("__metadata__");
        metadata.forEach(texts::put);
        long end = 0;
        for (Named tensor : tensors) {
            ObjectNode entry = header.putObject(tensor.name()).put("dtype", tensor.dtype());
            ArrayNode shape = entry.putArray("shape");
            Arrays.stream(tensor.shape()).forEach(shape::add);
            entry.putArray("data_offsets").add(end).add(end + tensor.bytes().remaining());
            end += tensor.bytes().remaining();
        }
        byte[] json = pad(header.toString()).getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(Long.BYTES + json.length + end))
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(json.length).put(json);
        tensors.forEach(tensor -> out.put(tensor.bytes().duplicate()));
        Files.write(file, out.array());
    }

    /**
     * Reads the weights that {@code layout} names, wherever they lie in the file.
     *
     * @throws IOException if a tensor is missing or has another type or size
     */
    public static float[] read(Path file, ParameterLayout layout) throws IOException {
        Content content = read(file);
        float[] weights = new float[layout.size()];
        for (ParameterLayout.Tensor tensor : layout.tensors()) {
            Named found = content.tensors().get(tensor.name());
            if (found == null || !found.dtype().equals("F32") || found.bytes().remaining() != Float.BYTES * tensor.size()) {
                throw new IOException(file + " has no " + tensor.name() + " of " + tensor.size() + " F32 values");
            }
            System.arraycopy(found.floats(), 0, weights, tensor.offset(), tensor.size());
        }
        return weights;
    }

    /**
     * Reads everything, in the header's order.
     *
     * @throws IOException if the file is damaged, or holds other types than those of {@link Named}
     */
    public static Content read(Path path) throws IOException {
        try {
            TensorFile file = TensorFile.open(path, Set.of(TensorType.F32, TensorType.I32));
            Map<String, Named> tensors = new LinkedHashMap<>();
            for (Map.Entry<String, TensorFile.Tensor> each : file.tensors().entrySet()) {
                tensors.put(each.getKey(), tensor(file, each.getKey(), each.getValue()));
            }
            return new Content(file.metadata(), tensors);
        } catch (DamagedTensorsException damaged) {
            throw new IOException(path + " " + damaged.getMessage(), damaged);
        }
    }

    private static Named tensor(TensorFile file, String name, TensorFile.Tensor tensor) throws IOException {
        int[] shape = tensor.shape().stream().mapToInt(Integer::intValue).toArray();
        int length = Math.toIntExact(tensor.elements());
        if (tensor.type() == TensorType.I32) {
            IntBuffer values = IntBuffer.allocate(length);
            file.readWholes(name, values::put);
            return Named.ints(name, values.array(), shape);
        }
        FloatBuffer values = FloatBuffer.allocate(length);
        file.read(name, values::put);
        return Named.floats(name, values.array(), shape);
    }

    private static String pad(String header) {
        int length = Long.BYTES + header.getBytes(StandardCharsets.UTF_8).length;
        return header + " ".repeat(Math.floorMod(-length, ALIGNMENT));
    }
}
