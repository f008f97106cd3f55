package io.sluice.inference.kernel;

import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.FloatBufferTensor;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Seeded numbers for kernel tests. */
final class RandomRows {

    private final RandomGenerator random;

    RandomRows(long seed) {
        random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    float[] row(int length) {
        float[] row = new float[length];
        for (int i = 0; i < length; i++) {
            row[i] = (float) random.nextGaussian();
        }
        return row;
    }

    HeapTensor heap(int rows, int columns) {
        HeapTensor tensor = new HeapTensor(rows, columns);
        System.arraycopy(row(rows * columns), 0, tensor.values(), 0, rows * columns);
        return tensor;
    }

    /** jlama's own F32 tensor. */
    FloatBufferTensor direct(int rows, int columns) {
        FloatBufferTensor tensor = new FloatBufferTensor(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                tensor.set((float) random.nextGaussian(), i, j);
            }
        }
        return tensor;
    }

    @SuppressWarnings("rawtypes")
    static float[] row(AbstractTensor tensor, int row) {
        float[] values = new float[tensor.shape().last()];
        for (int j = 0; j < values.length; j++) {
            values[j] = tensor.get(row, j);
        }
        return values;
    }
}
