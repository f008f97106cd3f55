package io.sluice.inference.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.github.tjake.jlama.safetensors.DType;
import com.github.tjake.jlama.tensor.AbstractTensor;
import com.github.tjake.jlama.tensor.BFloat16BufferTensor;
import com.github.tjake.jlama.tensor.FloatBufferTensor;
import com.github.tjake.jlama.tensor.operations.NaiveTensorOperations;
import com.github.tjake.jlama.tensor.operations.TensorOperations;
import java.lang.foreign.Arena;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@SuppressWarnings({"rawtypes", "unchecked"})
class ProductTest {

    private final RandomRows random = new RandomRows(11);
    private final TensorOperations vector = new VectorTensorOperations();
    private final TensorOperations scalar = new ScalarKernels().tensors();

    /** Rows, inputs, outputs: panel edges, tile edges, single elements, several blocks of inputs. */
    static Stream<Arguments> shapes() {
        int[][] shapes = {{1, 1, 1}, {1, 7, 3}, {2, 64, 64}, {3, 65, 63}, {4, 16, 128}, {5, 128, 384}, {6, 33, 130},
            {7, 200, 65}, {8, 96, 320}, {9, 2100, 70}, {64, 64, 129}, {13, 1030, 17}, {65, 5, 100}};
        return Stream.of(DType.F32, DType.BF16).flatMap(type ->
                Stream.of(shapes).map(s -> Arguments.of(type, s[0], s[1], s[2])));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void equalsTheScalarOracleBitForBit(DType type, int rows, int inputs, int outputs) {
        HeapTensor x = random.heap(rows, inputs);
        AbstractTensor matrix = matrix(type, outputs, inputs);
        HeapTensor expected = new HeapTensor(rows, outputs);
        scalar.batchDotProduct(expected, x, matrix, 0, 0, inputs);
        try (Arena arena = Arena.ofConfined()) {
            HeapTensor result = product(x, packed(matrix, arena));
            assertThat(result.values()).containsExactly(expected.values());
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void staysCloseToDoublePrecision(DType type, int rows, int inputs, int outputs) {
        HeapTensor x = random.heap(rows, inputs);
        AbstractTensor matrix = matrix(type, outputs, inputs);
        HeapTensor result = new HeapTensor(rows, outputs);
        vector.batchDotProduct(result, x, matrix, 0, 0, inputs);
        for (int row = 0; row < rows; row++) {
            for (int j = 0; j < outputs; j++) {
                double sum = 0;
                for (int k = 0; k < inputs; k++) {
                    sum += (double) x.get(row, k) * matrix.get(j, k);
                }
                assertThat((double) result.get(row, j)).isCloseTo(sum, within(1e-5 * inputs));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void givesARowTheSameBitsAloneAndInABatch(DType type, int rows, int inputs, int outputs) {
        HeapTensor x = random.heap(rows, inputs);
        try (Arena arena = Arena.ofConfined()) {
            PanelTensor w = packed(matrix(type, outputs, inputs), arena);
            HeapTensor together = product(x, w);
            for (int row = 0; row < rows; row++) {
                HeapTensor one = new HeapTensor(1, inputs);
                System.arraycopy(x.values(), row * inputs, one.values(), 0, inputs);
                assertThat(product(one, w).values()).containsExactly(RandomRows.row(together, row));
            }
        }
    }

    @Test
    void takesAnyTensorsAndRangesOfJlamasSeam() {
        FloatBufferTensor a = random.direct(3, 96);
        FloatBufferTensor b = random.direct(50, 80);
        FloatBufferTensor result = new FloatBufferTensor(3, 40);
        FloatBufferTensor expected = new FloatBufferTensor(3, 40);
        vector.batchDotProduct(result, a, b, 16, 8, 64, 5, 10, 30);
        new NaiveTensorOperations().batchDotProduct(expected, a, b, 16, 8, 64, 5, 10, 30);
        for (int row = 0; row < 3; row++) {
            assertThat(RandomRows.row(result, row)).containsExactly(RandomRows.row(expected, row), within(1e-4f));
        }
    }

    @Test
    void computesOneDotProductThroughTheSeam() {
        assertThat(vector.dotProduct(random.direct(1, 32), random.direct(1, 32), 32)).isFinite().isNotZero();
    }

    @Test
    void refusesRangesOutsideATensor() {
        HeapTensor x = random.heap(2, 8);
        assertThatThrownBy(() -> vector.batchDotProduct(new HeapTensor(2, 4), x, random.direct(5, 8), 0, 0, 8))
                .isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> vector.batchDotProduct(new HeapTensor(2, 9), x, random.direct(5, 8), 0, 0, 9))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("right columns 0 to 9");
        try (Arena arena = Arena.ofConfined()) {
            PanelTensor w = packed(random.direct(5, 8), arena);
            assertThatThrownBy(() -> vector.batchDotProduct(new HeapTensor(2, 4), x, w, 0, 0, 8))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("result columns 0 to 5");
            assertThatThrownBy(() -> vector.batchDotProduct(new HeapTensor(1, 5), x, w, 0, 0, 8))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("result rows");
        }
    }

    private AbstractTensor matrix(DType type, int outputs, int inputs) {
        FloatBufferTensor f32 = random.direct(outputs, inputs);
        return type == DType.F32 ? f32 : new BFloat16BufferTensor(f32);
    }

    private static PanelTensor packed(AbstractTensor matrix, Arena arena) {
        PanelTensor panels =
                new PanelTensor(matrix.dType(), matrix.shape().first(), matrix.shape().last(), arena);
        panels.fill(0, matrix);
        return panels;
    }

    private HeapTensor product(HeapTensor x, PanelTensor w) {
        HeapTensor y = new HeapTensor(x.rows(), w.outputs());
        vector.batchDotProduct(y, x, w, 0, 0, w.inputs());
        return y;
    }
}
