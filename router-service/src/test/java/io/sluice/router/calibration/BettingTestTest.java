package io.sluice.router.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BettingTestTest {

    @Test
    void wealthAgreesWithTheRecomputedVector() {
        double[] routed = {1, 1, 0, 1, 1, 0, 1, 1};
        double[] large = {1, 1, 1, 0, 1, 0, 1, 1};
        double[] wealth = new BettingTest(.95, .05).wealth(routed, large, true);
        double[] expected = {1.026316, 1.053324, .526662, .803853, .825007, .825007, .846717, .868999};
        for (int i = 0; i < expected.length; i++) {
            assertThat(wealth[i]).isCloseTo(expected[i], within(2e-6));
        }
    }

    @Test
    void certifiesAFloorThatDoesNotHoldAboutAsRarelyAsItSays() {
        SplittableRandom random = new SplittableRandom(20261121);
        int rejected = 0;
        int simulations = 600;
        for (int s = 0; s < simulations; s++) {
            double[][] pairs = pairs(random, 640, .76, .0361, .078);
            rejected += new BettingTest(.95, .05).holds(pairs[0], pairs[1]) ? 1 : 0;
        }
        assertThat((double) rejected / simulations).isLessThanOrEqualTo(.077);
    }

    @Test
    void certifiesATrueFloorWithEnoughLabels() {
        SplittableRandom random = new SplittableRandom(7);
        int certified = 0;
        for (int s = 0; s < 100; s++) {
            double[][] pairs = pairs(random, 1500, .76, .03, .04);
            certified += new BettingTest(.95, .05).holds(pairs[0], pairs[1]) ? 1 : 0;
        }
        assertThat(certified).isGreaterThan(90);
    }

    @Test
    void noPairsCertifyNothing() {
        assertThat(new BettingTest(.95, .05).pValue(new double[0], new double[0])).isEqualTo(1);
    }

    /** E[D] = .05·p11 + p10 − .95·p01, which is zero for (.76, .0361, .078). */
    private static double[][] pairs(SplittableRandom random, int n, double p11, double p10, double p01) {
        double[][] pairs = new double[2][n];
        for (int i = 0; i < n; i++) {
            double u = random.nextDouble();
            pairs[0][i] = u < p11 + p10 ? 1 : 0;
            pairs[1][i] = u < p11 || u >= p11 + p10 && u < p11 + p10 + p01 ? 1 : 0;
        }
        return pairs;
    }
}
