package io.sluice.inference.quantization;

import com.github.tjake.jlama.safetensors.DType;
import io.sluice.inference.engine.SafetensorsHeader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes one safetensors file with quantised tensors in jlama's layout: integers under the tensor's own name and type
 * ({@code Q4}, {@code I8}), then {@code name.qb}, F32 scales {@code [rows][columns / 32]}.
 */
final class QuantizedFile {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int ALIGNMENT = 64;
    private static final long COPY_BYTES = 64L << 20;

    private final BlockFormat format;
    private final SafetensorsHeader header;
    private final List<TensorPlan> plans;

    QuantizedFile(BlockFormat format, SafetensorsHeader header, List<TensorPlan> plans) {
        this.format = format;
        this.header = header;
        this.plans = plans;
    }

    /**
     * @param source the file that the header describes
     * @param done   told of each tensor after it was written, with its error when it was quantised
     * @return bytes written
     */
    long write(Path source, Path target, BiConsumer<TensorPlan, @Nullable TensorError> done) throws IOException {
        try (Arena arena = Arena.ofConfined();
                FileChannel in = FileChannel.open(source);
                FileChannel out = FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            MemorySegment data = in.map(FileChannel.MapMode.READ_ONLY, 0, in.size(), arena);
            writeFully(out, ByteBuffer.wrap(head()));
            for (TensorPlan plan : plans) {
                long at = header.dataBegin() + plan.source().begin();
                if (plan.packed()) {
                    done.accept(plan, pack(plan, data, at, out));
                } else {
                    copy(data, at, plan.bytes(format), out);
                    done.accept(plan, null);
                }
            }
            out.force(true);
            return out.position();
        }
    }

    private byte[] head() {
        ObjectNode root = JSON.createObjectNode();
        root.putObject("__metadata__").put("format", "pt");
        long at = 0;
        for (TensorPlan plan : plans) {
            DType type = plan.packed() ? format.type() : plan.source().type();
            at = describe(root, plan.name(), type, plan.source().shape(), at, plan.bytes(format));
            if (plan.packed()) {
                int[] shape = {plan.rows(), plan.columns() / BlockFormat.BLOCK};
                at = describe(root, plan.name() + ".qb", DType.F32, shape, at, plan.scaleBytes());
            }
        }
        byte[] text = JSON.writeValueAsBytes(root);
        int length = Math.ceilDiv(Long.BYTES + text.length, ALIGNMENT) * ALIGNMENT - Long.BYTES;
        ByteBuffer head = ByteBuffer.allocate(Long.BYTES + length).order(ByteOrder.LITTLE_ENDIAN).putLong(length).put(text);
        while (head.hasRemaining()) {
            head.put((byte) ' ');
        }
        return head.array();
    }

    private static long describe(ObjectNode root, String name, DType type, int[] shape, long at, long bytes) {
        ObjectNode tensor = root.putObject(name);
        tensor.put("dtype", type.name());
        tensor.set("shape", JSON.valueToTree(shape));
        tensor.putArray("data_offsets").add(at).add(at + bytes);
        return at + bytes;
    }

    private TensorError pack(TensorPlan plan, MemorySegment data, long at, FileChannel out) throws IOException {
        int blocks = plan.columns() / BlockFormat.BLOCK;
        float[] row = new float[plan.columns()];
        byte[] quanta = new byte[blocks * format.blockBytes()];
        ByteBuffer scales = ByteBuffer.allocate(Math.toIntExact(plan.scaleBytes())).order(ByteOrder.LITTLE_ENDIAN);
        TensorError.Sum errors = new TensorError.Sum();
        for (int r = 0; r < plan.rows(); r++) {
            read(plan, data, at, r, row);
            for (int block = 0; block < blocks; block++) {
                int first = block * BlockFormat.BLOCK;
                scales.putFloat(packBlock(plan, r, row, first, quanta, block * format.blockBytes(), errors));
            }
            writeFully(out, ByteBuffer.wrap(quanta));
        }
        writeFully(out, scales.flip());
        return errors.error();
    }

    private float packBlock(TensorPlan plan, int r, float[] row, int first, byte[] quanta, int to, TensorError.Sum errors) {
        for (int i = first; i < first + BlockFormat.BLOCK; i++) {
            if (!Float.isFinite(row[i])) {
                throw new QuantizationException("the tensor " + plan.name() + " is damaged: row " + r + ", column " + i
                        + " is not a finite number");
            }
        }
        try {
            float scale = format.quantize(row, first, quanta, to);
            for (int i = 0; i < BlockFormat.BLOCK; i++) {
                errors.add(row[first + i], format.quantum(quanta, to, i) * scale);
            }
            return scale;
        } catch (ArithmeticException e) {
            throw new QuantizationException("the tensor " + plan.name() + " can't be stored as " + format.label()
                    + ": row " + r + " has weights whose scale half precision can't hold", e);
        }
    }

    private static void read(TensorPlan plan, MemorySegment data, long at, int r, float[] row) {
        DType type = plan.source().type();
        long from = at + (long) r * row.length * type.size();
        switch (type) {
            case F32 -> MemorySegment.copy(data, FLOAT, from, row, 0, row.length);
            case F16 -> {
                for (int i = 0; i < row.length; i++) {
                    row[i] = Float.float16ToFloat(data.get(SHORT, from + (long) i * Short.BYTES));
                }
            }
            case BF16 -> {
                for (int i = 0; i < row.length; i++) {
                    row[i] = Float.intBitsToFloat(data.get(SHORT, from + (long) i * Short.BYTES) << 16);
                }
            }
            default -> throw new IllegalArgumentException("weights are F32, F16 or BF16, not " + type);
        }
    }

    private static void copy(MemorySegment data, long at, long bytes, FileChannel out) throws IOException {
        for (long done = 0; done < bytes; done += COPY_BYTES) {
            writeFully(out, data.asSlice(at + done, Math.min(COPY_BYTES, bytes - done)).asByteBuffer());
        }
    }

    private static void writeFully(FileChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
