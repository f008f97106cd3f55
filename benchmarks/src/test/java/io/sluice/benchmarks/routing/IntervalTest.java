package io.sluice.benchmarks.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class IntervalTest {

    @Test
    void agreesWithPublishedValues() {
        Interval half = Interval.of(50, 100);
        assertThat(half.low()).isCloseTo(0.4038, within(1e-4));
        assertThat(half.high()).isCloseTo(0.5962, within(1e-4));
        Interval none = Interval.of(0, 10);
        assertThat(none.low()).isZero();
        assertThat(none.high()).isCloseTo(0.2775, within(1e-4));
    }

    @Test
    void coversTheTruthAboutAsOftenAsItSays() {
        double truth = 0.9;
        int trials = 200;
        double covered = 0;
        for (int k = 0; k <= trials; k++) {
            Interval interval = Interval.of(k, trials);
            if (interval.low() <= truth && truth <= interval.high()) {
                covered += binomial(trials, k, truth);
            }
        }
        assertThat(covered).isBetween(0.93, 0.97);
    }

    @Test
    void refusesWhatIsNoProportion() {
        assertThatIllegalArgumentException().isThrownBy(() -> Interval.of(3, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> Interval.of(0, 0));
    }

    private static double binomial(int n, int k, double p) {
        double log = k * Math.log(p) + (n - k) * Math.log1p(-p);
        for (int i = 1; i <= k; i++) {
            log += Math.log(n - k + i) - Math.log(i);
        }
        return Math.exp(log);
    }
}
