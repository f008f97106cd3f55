package io.sluice.inference.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LowRankKernelsTest {

    private static final int BEFORE = 3;

    private final RandomRows random = new RandomRows(17);
    private final Kernels vector = new VectorKernels();
    private final Kernels scalar = new ScalarKernels();

    @ParameterizedTest
    @CsvSource({"1,1,1", "2,1,3", "3,2,63", "4,3,64", "5,8,65", "64,8,96", "67,16,130", "128,17,128", "129,33,200", "31,64,7"})
    void multiplyLikeTheOracleAndTheFormula(int inputs, int rank, int outputs) {
        float[] a = random.row(rank * inputs);
        float[] b = random.row(outputs * rank);
        float[] x = random.row(BEFORE + inputs);
        float[] before = random.row(BEFORE + outputs + BEFORE);
        LowRankFactors factors = new LowRankFactors(a, b, inputs, rank, outputs);
        float[] y = before.clone();
        vector.lowRank(x, BEFORE, factors, 0.75f, y, BEFORE);
        float[] oracle = before.clone();
        scalar.lowRank(x, BEFORE, factors, 0.75f, oracle, BEFORE);
        assertThat(y).containsExactly(oracle);
        double bound = 1e-6 * (inputs + rank) * rank;
        for (int o = 0; o < outputs; o++) {
            double expected = before[BEFORE + o];
            for (int j = 0; j < rank; j++) {
                double t = 0;
                for (int i = 0; i < inputs; i++) {
                    t += (double) a[j * inputs + i] * x[BEFORE + i];
                }
                expected += 0.75 * t * b[o * rank + j];
            }
            assertThat((double) y[BEFORE + o]).isCloseTo(expected, within(bound));
        }
        for (int i = 0; i < BEFORE; i++) {
            assertThat(y[i]).isEqualTo(before[i]);
            assertThat(y[BEFORE + outputs + i]).isEqualTo(before[BEFORE + outputs + i]);
        }
    }

    @Test
    void factorsSayWhatTheyTakeAndRefuseOtherSizes() {
        assertThat(new LowRankFactors(new float[24], new float[40], 3, 8, 5).bytes()).isEqualTo((3 * 16 + 8 * 5) * 4);
        assertThatThrownBy(() -> new LowRankFactors(new float[23], new float[40], 3, 8, 5))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("A has 23 and B has 40");
    }
}
