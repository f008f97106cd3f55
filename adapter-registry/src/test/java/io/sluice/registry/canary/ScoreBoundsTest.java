package io.sluice.registry.canary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ScoreBoundsTest {

    private static final double DELTA = 0.05;

    @Test
    void followTheFormula() {
        ScoreBounds bounds = ScoreBounds.of(100, 60, DELTA);
        double radius = 0.5 / 100 * Math.sqrt(104.5 * Math.log(104.5 / (4.5 * DELTA * DELTA)));

        assertThat(bounds.low()).isCloseTo(0.6 - radius, within(1e-12));
        assertThat(bounds.high()).isCloseTo(0.6 + radius, within(1e-12));
    }

    @Test
    void sayNothingWithoutScoresAndStayWithinZeroAndOne() {
        assertThat(ScoreBounds.of(0, 0, DELTA)).isEqualTo(new ScoreBounds(0, 1));
        assertThat(ScoreBounds.of(3, 3, DELTA).high()).isEqualTo(1);
    }

    @Test
    void holdTheMeanAtAllTimesAtOnce() {
        SplittableRandom random = new SplittableRandom(20_261_121);
        int left = 0;
        for (int run = 0; run < 1000; run++) {
            double sum = 0;
            boolean outside = false;
            for (int n = 1; n <= 400; n++) {
                sum += random.nextDouble() < 0.5 ? 1 : 0;
                ScoreBounds bounds = ScoreBounds.of(n, sum, DELTA);
                outside |= bounds.low() > 0.5 || bounds.high() < 0.5;
            }
            left += outside ? 1 : 0;
        }

        assertThat(left).isLessThanOrEqualTo(50);
    }
}
