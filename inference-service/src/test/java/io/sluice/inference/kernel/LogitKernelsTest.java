package io.sluice.inference.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogitKernelsTest {

    private final RandomRows random = new RandomRows(15);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 16, 17, 100, 384, 1001, 50_000})
    void agreesWithDoublePrecision(int length) {
        for (float spread : new float[] {0.01f, 1, 8}) {
            float[] logits = random.row(length);
            for (int i = 0; i < length; i++) {
                logits[i] = logits[i] * spread + 20;
            }
            double max = 0;
            for (float logit : logits) {
                max = Math.max(max, logit);
            }
            double sum = 0;
            double weighted = 0;
            for (float logit : logits) {
                sum += Math.exp(logit - max);
                weighted += Math.exp(logit - max) * (logit - max);
            }
            assertThat((double) LogitKernels.max(logits)).isEqualTo(max);
            assertThat(LogitKernels.logSumExp(logits)).isCloseTo(max + Math.log(sum), within(1e-5));
            assertThat(LogitKernels.entropy(logits)).isCloseTo(Math.log(sum) - weighted / sum, within(1e-5));
        }
    }

    @Test
    void knowsTheExtremes() {
        float[] even = new float[256];
        assertThat(LogitKernels.entropy(even)).isCloseTo(Math.log(256), within(1e-6));
        float[] sure = new float[256];
        Arrays.fill(sure, Float.NEGATIVE_INFINITY);
        sure[77] = 3;
        assertThat(LogitKernels.entropy(sure)).isCloseTo(0, within(1e-30));
        assertThat(LogitKernels.logSumExp(sure)).isCloseTo(3, within(1e-6));
        sure[5] = 3;
        assertThat(LogitKernels.entropy(sure)).isCloseTo(Math.log(2), within(1e-6));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 40})
    void givesNaNForLogitsThatAreNone(int at) {
        for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
            float[] logits = random.row(41);
            logits[at] = bad;
            assertThat(LogitKernels.entropy(logits)).isNaN();
            assertThat(LogitKernels.logSumExp(logits)).isNaN();
        }
        float[] none = new float[41];
        Arrays.fill(none, Float.NEGATIVE_INFINITY);
        assertThat(LogitKernels.entropy(none)).isNaN();
    }
}
