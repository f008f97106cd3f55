package io.sluice.inference.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttentionKernelsTest {

    private final RandomRows random = new RandomRows(13);
    private final Kernels vector = new VectorKernels();
    private final Kernels scalar = new ScalarKernels();

    @ParameterizedTest
    @CsvSource({"1,16", "2,16", "3,8", "5,32", "16,16", "17,24", "63,64", "64,16", "65,128", "130,40", "257,80"})
    void attendsLikeTheOracleAndTheFormula(int count, int headSize) {
        int keyOffset = 7;
        int valueOffset = keyOffset + headSize * Kernels.PAGE_POSITIONS;
        float[][] pages = new float[Math.ceilDiv(count, Kernels.PAGE_POSITIONS)][];
        for (int p = 0; p < pages.length; p++) {
            pages[p] = random.row(keyOffset + 2 * headSize * Kernels.PAGE_POSITIONS);
        }
        spoilBeyond(count, headSize, keyOffset, valueOffset, pages);
        float[] query = random.row(headSize + 3);
        float[] a = attend(vector, query, pages, keyOffset, valueOffset, count, headSize);
        float[] b = attend(scalar, query, pages, keyOffset, valueOffset, count, headSize);
        assertThat(a).containsExactly(b);
        double[] expected = expected(query, pages, keyOffset, valueOffset, count, headSize);
        for (int d = 0; d < headSize; d++) {
            assertThat((double) a[2 + d]).isCloseTo(expected[d], within(1e-5));
        }
    }

    /** A reused page holds another sequence's numbers where this one has not written. */
    private static void spoilBeyond(int count, int headSize, int keys, int values, float[][] pages) {
        for (int t = count; t < pages.length * Kernels.PAGE_POSITIONS; t++) {
            float[] page = pages[t / Kernels.PAGE_POSITIONS];
            int slot = t % Kernels.PAGE_POSITIONS;
            for (int d = 0; d < headSize; d++) {
                page[keys + d * Kernels.PAGE_POSITIONS + slot] = Float.NaN;
                page[values + slot * headSize + d] = Float.NaN;
            }
        }
    }

    private static float[] attend(
            Kernels kernels, float[] query, float[][] pages, int keys, int values, int count, int headSize) {
        float[] scores = new float[pages.length * Kernels.PAGE_POSITIONS];
        float[] out = new float[headSize + 2];
        kernels.scores(query, 3, headSize, pages, keys, count, scores);
        float sum = kernels.exponentials(scores, count);
        kernels.mix(scores, count, 1 / sum, pages, values, headSize, out, 2);
        return out;
    }

    private static double[] expected(float[] query, float[][] pages, int keys, int values, int count, int headSize) {
        double[] weights = new double[count];
        for (int t = 0; t < count; t++) {
            for (int d = 0; d < headSize; d++) {
                weights[t] += (double) query[3 + d] * pages[t / Kernels.PAGE_POSITIONS][
                        keys + d * Kernels.PAGE_POSITIONS + t % Kernels.PAGE_POSITIONS];
            }
        }
        double max = Arrays.stream(weights).max().orElseThrow();
        double sum = 0;
        double[] out = new double[headSize];
        for (int t = 0; t < count; t++) {
            double e = Math.exp(weights[t] - max);
            sum += e;
            for (int d = 0; d < headSize; d++) {
                out[d] += e * pages[t / Kernels.PAGE_POSITIONS][values + t % Kernels.PAGE_POSITIONS * headSize + d];
            }
        }
        for (int d = 0; d < headSize; d++) {
            out[d] /= sum;
        }
        return out;
    }
}
