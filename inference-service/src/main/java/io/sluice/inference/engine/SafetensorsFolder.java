package io.sluice.inference.engine;

import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.safetensors.SafeTensorIndex;
import com.github.tjake.jlama.safetensors.WeightLoader;
import com.github.tjake.jlama.tensor.AbstractTensor;
import io.sluice.inference.kernel.BlockTensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The weights of a folder: one safetensors file, or several with an index. Each file is checked, then mapped by jlama's
 * loader, one loader a file (its own reader of the index fails on an index without metadata).
 */
final class SafetensorsFolder implements AutoCloseable {

    static final String SINGLE = "model.safetensors";
    static final String INDEX = "model.safetensors.index.json";
    private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*\\.safetensors");
    private static final Set<DType> TYPES = Set.of(DType.F32, DType.F16, DType.BF16);
    private static final Set<DType> QUANTIZED = Set.of(DType.Q4, DType.I8);
    /** What jlama adds to a quantised tensor's name for its scales. */
    static final String SCALES = ".qb";

    private final Map<String, WeightLoader> loaders = new TreeMap<>();
    private final Map<String, SafetensorsHeader.Tensor> tensors = new LinkedHashMap<>();
    private final Map<String, WeightLoader> owners = new LinkedHashMap<>();
    private final Set<String> unread;

    SafetensorsFolder(Path folder) {
        try {
            open(folder);
        } catch (RuntimeException refused) {
            close();
            throw refused;
        }
        unread = new TreeSet<>(tensors.keySet());
    }

    private void open(Path folder) {
        for (Map.Entry<String, SafetensorsHeader> file : headers(folder).entrySet()) {
            WeightLoader loader = SafeTensorIndex.loadSingleFile(folder, file.getKey());
            loaders.put(file.getKey(), loader);
            file.getValue().tensors().forEach((name, tensor) -> {
                if (tensors.put(name, tensor) != null) {
                    throw new ModelRefusedException("two files hold the tensor " + name);
                }
                owners.put(name, loader);
            });
        }
    }

    /** The weight files of a folder with their checked headers, by name. */
    static Map<String, SafetensorsHeader> headers(Path folder) {
        Map<String, SafetensorsHeader> headers = new TreeMap<>();
        for (String file : files(folder)) {
            headers.put(file, SafetensorsHeader.read(folder.resolve(file)));
        }
        return headers;
    }

    static Set<String> files(Path folder) {
        JsonFile index = JsonFile.find(folder, INDEX);
        if (index == null) {
            if (!Files.isRegularFile(folder.resolve(SINGLE))) {
                throw new ModelRefusedException("neither " + SINGLE + " nor " + INDEX + " is there");
            }
            return Set.of(SINGLE);
        }
        Set<String> files = new TreeSet<>();
        for (JsonNode file : index.object("weight_map").root().values()) {
            String name = file.asString("");
            if (!FILE_NAME.matcher(name).matches()) {
                throw new ModelRefusedException(INDEX + " names the file " + file + ", which is no safetensors file name");
            }
            files.add(name);
        }
        if (files.isEmpty()) {
            throw new ModelRefusedException(INDEX + " names no files");
        }
        return files;
    }

    boolean has(String name) {
        return tensors.containsKey(name);
    }

    DType type(String name) {
        return described(name).type();
    }

    private SafetensorsHeader.Tensor described(String name) {
        SafetensorsHeader.Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new ModelRefusedException("the tensor " + name + " is missing");
        }
        return tensor;
    }

    /** Whether a tensor of this type comes with scales, one for each block of {@link BlockTensor#BLOCK} columns. */
    static boolean isQuantized(DType type) {
        return QUANTIZED.contains(type);
    }

    /** The mapped tensor, after its type and shape were checked; a one-dimensional one comes as one row. */
    @SuppressWarnings("rawtypes")
    AbstractTensor load(String name, int... shape) {
        SafetensorsHeader.Tensor tensor = described(name);
        boolean quantized = isQuantized(tensor.type()) && shape.length > 1;
        if (!quantized && !TYPES.contains(tensor.type())) {
            throw new ModelRefusedException("the tensor " + name + " is stored as " + tensor.type()
                    + ", and weights have to be F32, F16 or BF16" + (shape.length > 1 ? ", or Q4 or I8 with scales" : ""));
        }
        checkShape(name, tensor, shape);
        if (quantized) {
            checkScales(name, shape);
        }
        unread.remove(name);
        return owners.get(name).load(name);
    }

    private static void checkShape(String name, SafetensorsHeader.Tensor tensor, int[] shape) {
        if (!Arrays.equals(tensor.shape(), shape)) {
            throw new ModelRefusedException("the tensor " + name + " has the shape " + Arrays.toString(tensor.shape())
                    + " and the configuration asks for " + Arrays.toString(shape));
        }
    }

    private void checkScales(String name, int[] shape) {
        int columns = shape[1];
        if (columns % BlockTensor.BLOCK != 0) {
            throw new ModelRefusedException("the tensor " + name + " is quantised and has rows of " + columns
                    + ", no multiple of " + BlockTensor.BLOCK);
        }
        SafetensorsHeader.Tensor scales = described(name + SCALES);
        if (scales.type() != DType.F32) {
            throw new ModelRefusedException("the scales " + name + SCALES + " are stored as " + scales.type()
                    + ", and have to be F32");
        }
        checkShape(name + SCALES, scales, new int[] {shape[0], columns / BlockTensor.BLOCK});
        if (owners.get(name) != owners.get(name + SCALES)) {
            throw new ModelRefusedException("the tensor " + name + " and its scales are in different files");
        }
        unread.remove(name + SCALES);
    }

    /** Names of tensors that nothing has loaded. */
    Set<String> unread() {
        return unread;
    }

    /** Closes the files; what was mapped stays mapped for as long as a tensor uses it. */
    @Override
    public void close() {
        loaders.values().forEach(loader -> {
            try {
                loader.close();
            } catch (Exception e) {
                throw new IllegalStateException("a weight file can't be closed", e);
            }
        });
    }
}
