package io.sluice.inference.engine;

import com.github.tjake.jlama.safetensors.DType;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A small safetensors file, read whole into the heap: what an adapter holds. Every number is finite. */
final class TensorFile {

    private static final long BYTES_MAX = 1L << 30;
    private static final Set<DType> TYPES = Set.of(DType.F32, DType.F16, DType.BF16);

    /** @param shape sizes, outermost first */
    record Values(int[] shape, float[] values) {
    }

    private TensorFile() {
    }

    /** @throws ModelRefusedException when the file is missing, damaged or larger than a gibibyte */
    static Map<String, Values> read(Path file) {
        SafetensorsHeader header = SafetensorsHeader.read(file);
        String name = file.getFileName().toString();
        Map<String, Values> all = new LinkedHashMap<>();
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() > BYTES_MAX) {
                throw new ModelRefusedException(name + " has " + channel.size() + " bytes, and adapters have at most "
                        + BYTES_MAX);
            }
            long end = header.tensors().values().stream().mapToLong(SafetensorsHeader.Tensor::end).max().orElse(0);
            long data = channel.size() - end;
            if (data < 0) {
                throw new ModelRefusedException(name + " was changed while it was read");
            }
            for (Map.Entry<String, SafetensorsHeader.Tensor> tensor : header.tensors().entrySet()) {
                all.put(tensor.getKey(), new Values(tensor.getValue().shape(),
                        values(channel, data, name, tensor.getKey(), tensor.getValue())));
            }
        } catch (IOException e) {
            throw new ModelRefusedException(name + " can't be read: " + e.getMessage(), e);
        }
        return all;
    }

    private static float[] values(FileChannel channel, long data, String file, String name,
            SafetensorsHeader.Tensor tensor) throws IOException {
        if (!TYPES.contains(tensor.type())) {
            throw new ModelRefusedException(file + " stores " + name + " as " + tensor.type()
                    + ", and adapters are F32, F16 or BF16");
        }
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(tensor.end() - tensor.begin()))
                .order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && channel.read(bytes, data + tensor.begin() + bytes.position()) >= 0) {
            continue;
        }
        if (bytes.flip().limit() < bytes.capacity()) {
            throw new ModelRefusedException(file + " was changed while it was read");
        }
        float[] values = new float[bytes.limit() / tensor.type().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (tensor.type()) {
                case F32 -> bytes.getFloat();
                case F16 -> Float.float16ToFloat(bytes.getShort());
                default -> Float.intBitsToFloat(bytes.getShort() << 16);
            };
            if (!Float.isFinite(values[i])) {
                throw new ModelRefusedException(file + " is damaged: element " + i + " of " + name
                        + " is not a finite number");
            }
        }
        return values;
    }
}
