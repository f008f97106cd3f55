package io.sluice.inference.engine;

import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.BFloat16BufferTensor;
import com.github.tjake.jlama.tensor.FloatBufferTensor;
import com.github.tjake.jlama.tensor.TensorShape;
import io.sluice.inference.engine.hook.WeightHook;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;

/** A matrix of a file after hooks have changed its rows: BF16 where the file has that, else F32. */
final class MergedMatrix {

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT.withOrder(ByteOrder.LITTLE_ENDIAN);

    private MergedMatrix() {
    }

    /** @param arena holds the result */
    @SuppressWarnings("rawtypes")
    static AbstractTensor of(String name, AbstractTensor source, List<WeightHook> hooks, Arena arena) {
        if (SafetensorsFolder.isQuantized(source.dType())) {
            throw new ModelRefusedException("the tensor " + name + " is quantised, and only F32, F16 and BF16 weights"
                    + " can be changed while they are loaded");
        }
        int rows = source.shape().first();
        int columns = source.shape().last();
        for (WeightHook hook : hooks) {
            try {
                hook.requireShape(name, rows, columns);
            } catch (IllegalArgumentException e) {
                throw new ModelRefusedException(e.getMessage(), e);
            }
        }
        boolean bf16 = source.dType() == DType.BF16;
        MemorySegment merged = arena.allocate((long) rows * columns * (bf16 ? Short.BYTES : Float.BYTES), Float.BYTES);
        MatrixRows before = MatrixRows.mapped(source);
        float[] values = new float[columns];
        for (int row = 0; row < rows; row++) {
            before.read(row, values, 0);
            for (WeightHook hook : hooks) {
                hook.row(name, row, values);
            }
            if (bf16) {
                putBf16(values, merged, (long) row * columns);
            } else {
                MemorySegment.copy(values, 0, merged, FLOAT, (long) row * columns * Float.BYTES, columns);
            }
        }
        TensorShape shape = TensorShape.of(rows, columns);
        var bytes = merged.asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
        return bf16 ? new BFloat16BufferTensor(name, bytes.asShortBuffer(), shape, false)
                : new FloatBufferTensor(name, bytes.asFloatBuffer(), shape, false);
    }

    private static void putBf16(float[] values, MemorySegment to, long at) {
        for (int i = 0; i < values.length; i++) {
            int bits = Float.floatToRawIntBits(values[i]);
            // To nearest, ties to even.
            to.setAtIndex(SHORT, at + i, (short) (bits + 0x7FFF + (bits >>> 16 & 1) >>> 16));
        }
    }
}
