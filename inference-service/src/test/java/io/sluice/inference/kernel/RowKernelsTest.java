package io.sluice.inference.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.github.tjake.jlama.tensor.FloatBufferTensor;
import com.github.tjake.jlama.tensor.operations.NaiveTensorOperations;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowKernelsTest {

    private final RandomRows random = new RandomRows(12);
    private final Kernels vector = new VectorKernels();
    private final Kernels scalar = new ScalarKernels();

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 15, 16, 17, 31, 64, 100, 129, 2048})
    void normalisesLikeTheOracleAndTheFormula(int length) {
        float[] x = random.row(length + 5);
        float[] weight = random.row(length);
        float[] a = new float[length + 3];
        float[] b = new float[length + 3];
        vector.rmsNorm(x, 5, weight, 1e-5f, a, 3);
        scalar.rmsNorm(x, 5, weight, 1e-5f, b, 3);
        assertThat(a).containsExactly(b);
        double squares = 0;
        for (int i = 0; i < length; i++) {
            squares += (double) x[5 + i] * x[5 + i];
        }
        for (int i = 0; i < length; i++) {
            double expected = x[5 + i] / Math.sqrt(squares / length + 1e-5) * weight[i];
            assertThat((double) a[3 + i]).isCloseTo(expected, within(1e-6 + 1e-6 * Math.abs(expected)));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 16, 40, 96, 131})
    void gatesLikeTheOracleAndTheFormula(int width) {
        float[] x = random.row(2 * width + 1);
        x[1] = 200;
        x[width / 2 + 1] = -200;
        float[] a = new float[width];
        float[] b = new float[width];
        vector.gate(x, 1, width, a, 0);
        scalar.gate(x, 1, width, b, 0);
        assertThat(a).containsExactly(b);
        for (int i = 0; i < width; i++) {
            double z = x[1 + i];
            double expected = z / (1 + Math.exp(-z)) * x[1 + width + i];
            assertThat((double) a[i]).isCloseTo(expected, within(1e-5 * (1 + Math.abs(expected))));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 6, 16, 20, 32, 64, 80, 128})
    void rotatesLikeTheOracleAndKeepsLengths(int headSize) {
        int half = headSize / 2;
        float[] cos = new float[half + 2];
        float[] sin = new float[half + 2];
        for (int i = 0; i < cos.length; i++) {
            cos[i] = (float) Math.cos(i + 0.3);
            sin[i] = (float) Math.sin(i + 0.3);
        }
        float[] a = random.row(headSize + 4);
        float[] before = a.clone();
        float[] b = a.clone();
        vector.rotate(a, 4, headSize, cos, sin, 2);
        scalar.rotate(b, 4, headSize, cos, sin, 2);
        assertThat(a).containsExactly(b);
        for (int i = 0; i < half; i++) {
            assertThat(Math.hypot(a[4 + i], a[4 + half + i]))
                    .isCloseTo(Math.hypot(before[4 + i], before[4 + half + i]), within(1e-6));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 15, 16, 17, 63, 64, 65, 130, 1000})
    void turnsScoresIntoExponentialsLikeTheOracleAndTheFormula(int count) {
        float[] a = random.row(count + 64);
        a[0] = 30;
        float[] before = a.clone();
        float[] b = a.clone();
        float sum = vector.exponentials(a, count);
        assertThat(scalar.exponentials(b, count)).isEqualTo(sum);
        assertThat(a).containsExactly(b);
        double expected = 0;
        for (int t = 0; t < count; t++) {
            double e = Math.exp((double) before[t] - 30);
            assertThat((double) a[t]).isCloseTo(e, within(1e-6));
            expected += e;
        }
        assertThat((double) sum).isCloseTo(expected, within(1e-5 * expected));
    }

    @Test
    void keepsTheExponentialWithinTwoUnitsInTheLastPlace() {
        for (float x = Exponential.MIN; x < Exponential.MAX; x += 0.0137f) {
            float exact = (float) Math.exp(x);
            assertThat(Exponential.of(x)).isCloseTo(exact, within(2 * Math.ulp(exact)));
        }
        assertThat(Exponential.of(-1e30f)).isPositive().isLessThan(1e-37f);
        assertThat(Exponential.of(1e30f)).isFinite();
        assertThat(Exponential.of(0)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 33, 200})
    void addsLikeTheOracle(int length) {
        float[] x = random.row(length + 1);
        float[] a = random.row(length + 2);
        float[] b = a.clone();
        vector.add(a, 2, x, 1, length);
        scalar.add(b, 2, x, 1, length);
        assertThat(a).containsExactly(b);
    }

    @Test
    void servesTheElementWiseOperationsOfJlamasSeam() {
        NaiveTensorOperations naive = new NaiveTensorOperations();
        FloatBufferTensor x = random.direct(3, 50);
        FloatBufferTensor row = random.direct(1, 50);
        FloatBufferTensor a = random.direct(3, 50);
        FloatBufferTensor b = new FloatBufferTensor(3, 50);
        b.copyFrom(a, 0, 0, 150);
        vector.tensors().accumulate(a, x, 3, 40);
        naive.accumulate(b, x, 3, 40);
        vector.tensors().accumulate(a, row, 0, 50);
        naive.accumulate(b, row, 0, 50);
        vector.tensors().maccumulate(a, x, 1, 33);
        naive.maccumulate(b, x, 1, 33);
        vector.tensors().scale(1.7f, a, 2, 45);
        naive.scale(1.7f, b, 2, 45);
        for (int i = 0; i < 3; i++) {
            assertThat(RandomRows.row(a, i)).containsExactly(RandomRows.row(b, i), within(1e-6f));
        }
        FloatBufferTensor y = random.direct(1, 50);
        FloatBufferTensor z = new FloatBufferTensor(1, 50);
        z.copyFrom(y, 0, 0, 50);
        vector.tensors().saxpy(0.5f, row, y, 4, 7, 39);
        naive.saxpy(0.5f, row, z, 4, 7, 39);
        assertThat(RandomRows.row(y, 0)).containsExactly(RandomRows.row(z, 0), within(1e-6f));
    }
}
