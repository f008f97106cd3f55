package io.sluice.inference.engine;

import io.sluice.platform.safetensors.TensorFile;
import io.sluice.platform.safetensors.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The tensors of an adapter's file, read whole into the heap. Every floating-point number is finite. */
public final class AdapterTensors {

    private static final long BYTES_MAX = 1L << 30;

    private final String file;
    private final Map<String, Values> floats = new LinkedHashMap<>();
    private final Map<String, int[]> wholes = new LinkedHashMap<>();

    /** @param shape sizes, outermost first */
    public record Values(int[] shape, float[] values) {

        /** Whether it has exactly these sizes. */
        public boolean is(int... sizes) {
            return Arrays.equals(shape, sizes);
        }
    }

    private AdapterTensors(String file) {
        this.file = file;
    }

    /**
     * @param types that tensors may have, of floating-point numbers and {@link TensorType#I32}
     * @throws ModelRefusedException when the file is missing, damaged or larger than a gibibyte
     */
    static AdapterTensors read(Path path, Set<TensorType> types) {
        String name = String.valueOf(path.getFileName());
        TensorFile file = SafetensorsHeader.open(path, types);
        AdapterTensors all = new AdapterTensors(name);
        try {
            if (Files.size(path) > BYTES_MAX) {
                throw new ModelRefusedException(name + " has " + Files.size(path) + " bytes, and adapters have at most " + BYTES_MAX);
            }
            for (Map.Entry<String, TensorFile.Tensor> each : file.tensors().entrySet()) {
                if (each.getValue().type() == TensorType.I32) {
                    all.wholes.put(each.getKey(), wholes(file, each.getKey(), each.getValue()));
                } else {
                    all.floats.put(each.getKey(), floats(file, each.getKey(), each.getValue(), name));
                }
            }
        } catch (IOException e) {
            throw new ModelRefusedException(name + " can't be read: " + e.getMessage(), e);
        }
        return all;
    }

    private static int[] wholes(TensorFile file, String name, TensorFile.Tensor tensor) throws IOException {
        int[] values = new int[Math.toIntExact(tensor.elements())];
        int[] next = {0};
        file.readWholes(name, value -> values[next[0]++] = value);
        return values;
    }

    private static Values floats(TensorFile file, String name, TensorFile.Tensor tensor, String path) throws IOException {
        float[] values = new float[Math.toIntExact(tensor.elements())];
        int[] next = {0};
        file.read(name, value -> {
            if (!Float.isFinite(value)) {
                throw new ModelRefusedException(path + " is damaged: element " + next[0] + " of " + name + " is not a finite number");
            }
            values[next[0]++] = value;
        });
        return new Values(tensor.shape().stream().mapToInt(Integer::intValue).toArray(), values);
    }

    /** Those of floating-point numbers, in the order of the file. */
    public Map<String, Values> floats() {
        return floats;
    }

    /** Those of whole numbers. */
    public Map<String, int[]> wholes() {
        return wholes;
    }

    /** Takes out one of a given shape, so that what is left at the end belongs to nobody. */
    public float[] take(String name, int... shape) {
        Values values = floats.remove(name);
        if (values == null) {
            throw new ModelRefusedException(file + " lacks " + name);
        }
        if (!values.is(shape)) {
            throw new ModelRefusedException(file + " has " + name + " of the shape " + Arrays.toString(values.shape())
                    + ", and expected is " + Arrays.toString(shape));
        }
        return values.values();
    }

    /** @throws ModelRefusedException when something is left */
    public void requireEmpty() {
        for (Set<String> left : List.of(floats.keySet(), wholes.keySet())) {
            if (!left.isEmpty()) {
                throw new ModelRefusedException(file + " holds " + left.iterator().next() + ", which nobody would apply");
            }
        }
    }
}
