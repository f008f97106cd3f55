package io.sluice.benchmarks.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LengthWorldTest {

    /** Against the same worlds simulated by other means. */
    @ParameterizedTest
    @CsvSource({"0,1,.601,11604", "0,2,.758,9613", "0,4,.837,8163", "0,8,.866,7001", "0,16,.878,6071",
            "1,1,.600,12000", "1,4,.518,9400", "1,16,.245,6000"})
    void lengthsDecideWhetherTheFirstIsTheBest(int world, int samples, double accuracy, double tokens) {
        SamplesResult.LengthRow row = LengthWorld.ALL.get(world).play(samples, 20_000, 5);
        assertThat(row.accuracy()).isCloseTo(accuracy, within(0.015));
        if (world == 0) {
            assertThat(row.tokens()).isCloseTo(tokens, within(0.01 * tokens));
        }
    }
}
