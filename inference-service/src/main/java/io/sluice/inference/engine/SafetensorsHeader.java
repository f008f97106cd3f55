package io.sluice.inference.engine;

import com.github.tjake.jlama.safetensors.DType;
import io.sluice.platform.safetensors.DamagedTensorsException;
import io.sluice.platform.safetensors.TensorFile;
import io.sluice.platform.safetensors.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The header of a weight file in jlama's terms, checked by {@link TensorFile} before jlama maps the file.
 *
 * @param dataBegin byte of the file that the tensors' {@code begin} and {@code end} count from
 */
public record SafetensorsHeader(Map<String, Tensor> tensors, long dataBegin) {

    /** @param shape sizes, outermost first */
    public record Tensor(DType type, int[] shape, long begin, long end) {
    }

    private static final Set<TensorType> TYPES =
            Set.of(TensorType.F32, TensorType.F16, TensorType.BF16, TensorType.Q4, TensorType.I8);
    /** jlama's reader maps the first mebibyte of a file for its header. */
    private static final int DATA_BEGIN_MAX = 1 << 20;

    /**
     * The weight files of a folder with their checked headers, by name.
     *
     * @throws ModelRefusedException when a file is missing or damaged
     */
    public static Map<String, SafetensorsHeader> ofFolder(Path folder) {
        return SafetensorsFolder.headers(folder);
    }

    static SafetensorsHeader read(Path path) {
        TensorFile file = open(path, TYPES);
        if (file.dataBegin() > DATA_BEGIN_MAX) {
            throw new ModelRefusedException(path.getFileName() + " has a header of " + file.dataBegin() + " bytes, and supported are "
                    + DATA_BEGIN_MAX);
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        file.tensors().forEach((name, tensor) -> tensors.put(name, new Tensor(DType.valueOf(tensor.type().name()),
                tensor.shape().stream().mapToInt(Integer::intValue).toArray(), tensor.begin(), tensor.end())));
        return new SafetensorsHeader(tensors, file.dataBegin());
    }

    /** @throws ModelRefusedException when the file is missing, or damaged */
    static TensorFile open(Path path, Set<TensorType> types) {
        String name = String.valueOf(path.getFileName());
        if (!Files.isRegularFile(path)) {
            throw new ModelRefusedException(name + " is missing");
        }
        try {
            return TensorFile.open(path, types);
        } catch (DamagedTensorsException damaged) {
            throw new ModelRefusedException(name + " " + damaged.getMessage(), damaged);
        } catch (IOException e) {
            throw new ModelRefusedException(name + " can't be read: " + e.getMessage(), e);
        }
    }
}
