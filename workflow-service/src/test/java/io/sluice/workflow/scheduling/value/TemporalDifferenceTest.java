package io.sluice.workflow.scheduling.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class TemporalDifferenceTest {

    @Test
    void movesAValueTowardsRewardAndBestNextValue() {
        assertThat(TemporalDifference.update(0, 0.1, -0.1, 0.95, 0.3)).isEqualTo(0.0185, within(1e-12));
        assertThat(TemporalDifference.update(5, 1, -0.1, 1, 0.3)).isEqualTo(0.2, within(1e-12));
    }

    /** Roles A, B and END, all values 0; A → B with reward −7.5, B → END with 70. */
    @Test
    void givesThePublishedEpisodeItsPublishedValues() {
        double entropyOfTwoEqualActions = Math.log(2);
        double first = TemporalDifference.update(0, 0.1, -7.5 + 0.01 * entropyOfTwoEqualActions, 0.9, 0);
        double last = TemporalDifference.update(0, 0.1, 1.5 * 70 + 0.01 * entropyOfTwoEqualActions, 0.9, 0);
        assertThat(first).isEqualTo(-0.749307, within(1e-6));
        assertThat(last).isEqualTo(10.500693, within(1e-6));
    }

    @Test
    void learnsEverMoreSlowlyButNeverStops() {
        assertThat(TemporalDifference.alpha(1)).isEqualTo(1);
        double sum = 0;
        for (long n = 2; n < 10_000; n++) {
            assertThat(TemporalDifference.alpha(n)).isLessThan(TemporalDifference.alpha(n - 1));
            sum += TemporalDifference.alpha(n);
        }
        assertThat(sum).as("rates whose sum had a bound would stop short").isGreaterThan(20);
    }
}
