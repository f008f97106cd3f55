package io.sluice.inference.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.FloatBufferTensor;
import com.github.tjake.jlama.tensor.Q4ByteBufferTensor;
import com.github.tjake.jlama.tensor.Q8ByteBufferTensor;
import com.github.tjake.jlama.tensor.operations.TensorOperations;
import java.lang.foreign.Arena;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Products with quantised weights: bit for bit the scalar oracle's, whatever the shape. */
@SuppressWarnings({"rawtypes", "unchecked"})
class BlockProductTest {

    private final RandomRows random = new RandomRows(21);
    private final TensorOperations vector = new VectorTensorOperations();
    private final TensorOperations scalar = new ScalarKernels().tensors();

    /** Rows, inputs, outputs: panel edges, tile edges, slabs of rows, several stretches of blocks, one of each. */
    static Stream<Arguments> shapes() {
        int[][] shapes = {{1, 32, 1}, {1, 64, 33}, {1, 2080, 16}, {2, 32, 31}, {3, 96, 64}, {4, 256, 128},
            {5, 288, 130}, {6, 32, 17}, {7, 1056, 200}, {8, 96, 320}, {64, 64, 129}, {67, 320, 65}, {130, 32, 48}};
        return Stream.of(DType.Q4, DType.I8).flatMap(type ->
                Stream.of(shapes).map(s -> Arguments.of(type, s[0], s[1], s[2])));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void equalsTheScalarOracleBitForBit(DType type, int rows, int inputs, int outputs) {
        HeapTensor x = random.heap(rows, inputs);
        HeapTensor expected = new HeapTensor(rows, outputs);
        try (Arena arena = Arena.ofConfined()) {
            BlockTensor w = packed(quantized(type, outputs, inputs), arena);
            scalar.batchDotProduct(expected, x, w, 0, 0, inputs, 0, 0, outputs);
            assertThat(product(x, w).values()).containsExactly(expected.values());
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void givesARowTheSameBitsAloneAndInABatch(DType type, int rows, int inputs, int outputs) {
        HeapTensor x = random.heap(rows, inputs);
        try (Arena arena = Arena.ofConfined()) {
            BlockTensor w = packed(quantized(type, outputs, inputs), arena);
            HeapTensor together = product(x, w);
            for (int row = 0; row < rows; row++) {
                HeapTensor one = new HeapTensor(1, inputs);
                System.arraycopy(x.values(), row * inputs, one.values(), 0, inputs);
                assertThat(product(one, w).values()).containsExactly(RandomRows.row(together, row));
            }
        }
    }

    /** Rounding the activations costs half a step of 1/127 of the block's largest at most. */
    @ParameterizedTest
    @MethodSource("shapes")
    void staysWithinTheRoundingOfTheActivations(DType type, int rows, int inputs, int outputs) {
        HeapTensor x = random.heap(rows, inputs);
        try (Arena arena = Arena.ofConfined()) {
            BlockTensor w = packed(quantized(type, outputs, inputs), arena);
            HeapTensor result = product(x, w);
            for (int row = 0; row < rows; row++) {
                for (int j = 0; j < outputs; j++) {
                    double exact = 0;
                    double bound = 1e-5 * inputs;
                    for (int block = 0; block < inputs; block += BlockTensor.BLOCK) {
                        double largest = 0;
                        double weights = 0;
                        for (int k = block; k < block + BlockTensor.BLOCK; k++) {
                            exact += (double) x.get(row, k) * w.get(j, k);
                            largest = Math.max(largest, Math.abs(x.get(row, k)));
                            weights += Math.abs(w.get(j, k));
                        }
                        bound += weights * largest / QuantizedRows.LIMIT * 0.5001;
                    }
                    assertThat(Math.abs(result.get(row, j) - exact)).isLessThanOrEqualTo(bound);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"Q4", "I8"})
    void extremesOfWeightsAndActivationsDoNotOverflow(DType type) {
        FloatBufferTensor matrix = new FloatBufferTensor(40, 64);
        HeapTensor x = new HeapTensor(5, 64);
        for (int k = 0; k < 64; k++) {
            for (int j = 0; j < 40; j++) {
                matrix.set(j % 3 == 0 ? -8 : j % 3 == 1 ? 8 : k % 2 == 0 ? -8 : 8, j, k);
            }
            for (int row = 0; row < 5; row++) {
                x.set(row % 2 == 0 ? 127 : -127, row, k);
            }
        }
        HeapTensor expected = new HeapTensor(5, 40);
        try (Arena arena = Arena.ofConfined()) {
            BlockTensor w = packed(type == DType.Q4 ? new Q4ByteBufferTensor(matrix) : new Q8ByteBufferTensor(matrix), arena);
            scalar.batchDotProduct(expected, x, w, 0, 0, 64, 0, 0, 40);
            assertThat(product(x, w).values()).containsExactly(expected.values());
            assertThat(expected.get(0, 0)).isBetween(-8 * 127 * 64 * 1.01f, -8 * 127 * 64 * 0.99f);
        }
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"Q4", "I8"})
    void zerosStayZeroAndWhatIsNotFiniteStaysSo(DType type) {
        HeapTensor x = new HeapTensor(6, 96);
        x.set(1e-38f, 1, 40);
        x.set(Float.NaN, 2, 5);
        x.set(Float.POSITIVE_INFINITY, 3, 95);
        x.set(1, 4, 0);
        try (Arena arena = Arena.ofConfined()) {
            HeapTensor y = product(x, packed(quantized(type, 70, 96), arena));
            assertThat(RandomRows.row(y, 0)).containsOnly(0);
            assertThat(RandomRows.row(y, 1)).containsOnly(0);
            for (int j = 0; j < 70; j++) {
                assertThat(y.get(2, j)).isNaN();
                assertThat(Float.isFinite(y.get(3, j))).isFalse();
                assertThat(y.get(4, j)).isFinite();
            }
        }
    }

    @Test
    void aProductAllocatesNothingOnceItsScratchIsThere() {
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        try (Arena arena = Arena.ofConfined()) {
            for (DType type : new DType[] {DType.Q4, DType.I8}) {
                BlockTensor w = packed(quantized(type, 64, 128), arena);
                for (int rows : new int[] {1, 7}) {
                    HeapTensor x = random.heap(rows, 128);
                    HeapTensor y = new HeapTensor(rows, 64);
                    long least = Long.MAX_VALUE;
                    for (int round = 0; round < 2_000 && least > 0; round++) {
                        long before = threads.getCurrentThreadAllocatedBytes();
                        for (int i = 0; i < 50; i++) {
                            vector.batchDotProduct(y, x, w, 0, 0, 128, 0, 0, 64);
                        }
                        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
                    }
                    assertThat(least).as("bytes of 50 products of %d rows with %s", rows, type).isLessThan(1024);
                }
            }
        }
    }

    @Test
    void refusesWhatIsNoMultipleOfABlock() {
        try (Arena arena = Arena.ofConfined()) {
            assertThatThrownBy(() -> new BlockTensor(DType.Q4, 4, 48, arena))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("multiples of 32");
            assertThatThrownBy(() -> new BlockTensor(DType.F32, 4, 32, arena))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("Q4 or I8");
        }
    }

    private AbstractTensor quantized(DType type, int outputs, int inputs) {
        FloatBufferTensor f32 = random.direct(outputs, inputs);
        return type == DType.Q4 ? new Q4ByteBufferTensor(f32) : new Q8ByteBufferTensor(f32);
    }

    private static BlockTensor packed(AbstractTensor matrix, Arena arena) {
        BlockTensor blocks = new BlockTensor(matrix.dType(), matrix.shape().first(), matrix.shape().last(), arena);
        blocks.fill(0, matrix);
        return blocks;
    }

    private HeapTensor product(HeapTensor x, BlockTensor w) {
        HeapTensor y = new HeapTensor(x.rows(), w.outputs());
        vector.batchDotProduct(y, x, w, 0, 0, w.inputs(), 0, 0, w.outputs());
        return y;
    }
}
