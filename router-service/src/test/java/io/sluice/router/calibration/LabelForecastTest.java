package io.sluice.router.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabelForecastTest {

    /** The wealth of pairs that are all right is (1 + b(1 − ρ)/(1 + ρ))^n with a stake b that is at its cap of 0.5/m0. */
    @ParameterizedTest
    @CsvSource({".99,.01,12", ".97,.05,20", ".95,.05,10", ".95,.1,400"})
    void withoutDisagreementItIsWhereAllAgreeingPairsAreCertified(double floor, double delta, int seen) {
        int needed = LabelForecast.labelsNeeded(new PairCounts(seen, 0, 0, 0), floor, delta);

        assertThat(certified(needed, floor, delta)).isTrue();
        assertThat(certified(needed - 1, floor, delta)).isFalse();
        double perPair = Math.log1p(0.5 * (1 + floor) / floor * (1 - floor) / (1 + floor));
        assertThat((double) needed).as("no stake is above its cap").isGreaterThanOrEqualTo(Math.floor(Math.log(1 / delta) / perPair));
    }

    @Test
    void theNumbersForTwelveLabels() {
        assertThat(LabelForecast.labelsNeeded(new PairCounts(12, 0, 0, 0), .99, .01)).isEqualTo(923);
        assertThat(LabelForecast.labelsNeeded(new PairCounts(11, 0, 0, 1), .99, .01)).isEqualTo(1007);
    }

    /** 1.6 × the sizes of the asymptotic test at 95 % with power 0.9. */
    @ParameterizedTest
    @CsvSource({"760,30,40,170,.95,635", "760,20,40,180,.95,1226", "550,50,50,350,.95,906"})
    void withDisagreementItIsNoLessThanTheAsymptoticSize(int both, int routedOnly, int largeOnly, int neither, double floor, int size) {
        int needed = LabelForecast.labelsNeeded(new PairCounts(both, routedOnly, largeOnly, neither), floor, .05);

        assertThat((double) needed).isBetween(1.6 * (size - 1), 1.6 * size * 1.3);
    }

    @Test
    void asManyLabelsAsItSaysCertifyMostOfTheTime() {
        PairCounts seen = new PairCounts(760, 30, 40, 170);
        int needed = LabelForecast.labelsNeeded(seen, .95, .05);
        Random random = new Random(11);
        int certified = 0;
        for (int trial = 0; trial < 200; trial++) {
            double[] routed = new double[needed];
            double[] large = new double[needed];
            for (int i = 0; i < needed; i++) {
                int draw = random.nextInt(1000);
                routed[i] = draw < 790 ? 1 : 0;
                large[i] = draw < 760 || draw >= 790 && draw < 830 ? 1 : 0;
            }
            certified += new BettingTest(.95, .05).holds(routed, large) ? 1 : 0;
        }
        assertThat(certified).isGreaterThan(160);
    }

    @Test
    void moreConfidenceAndAHigherFloorNeverNeedFewer() {
        PairCounts seen = new PairCounts(860, 20, 10, 110);
        int last = 0;
        for (double delta : new double[] {.3, .1, .05, .01, .001}) {
            int needed = LabelForecast.labelsNeeded(seen, .95, delta);
            assertThat(needed).isGreaterThanOrEqualTo(last);
            last = needed;
        }
        last = 0;
        for (double floor : new double[] {.5, .8, .9, .95, .98}) {
            int needed = LabelForecast.labelsNeeded(seen, floor, .05);
            assertThat(needed).isGreaterThanOrEqualTo(last);
            last = needed;
        }
    }

    @Test
    void noNumberOfLabelsCertifiesWhatIsNotBetter() {
        assertThat(LabelForecast.labelsNeeded(new PairCounts(760, 30, 40, 170), .99, .05)).isEqualTo(Integer.MAX_VALUE);
        assertThat(LabelForecast.labelsNeeded(new PairCounts(0, 0, 0, 10), .9, .05)).isEqualTo(Integer.MAX_VALUE);
        assertThat(LabelForecast.labelsNeeded(new PairCounts(0, 0, 0, 0), .9, .05)).isEqualTo(Integer.MAX_VALUE);
        assertThat(LabelForecast.labelsNeeded(new PairCounts(10, 0, 0, 0), 1, .05)).as("a floor of 1 needs answers better than the large model's").isEqualTo(Integer.MAX_VALUE);
    }

    @ParameterizedTest
    @CsvSource({".5,0", ".9,1.2815515655446004", ".95,1.6448536269514722", ".99,2.3263478740408408", ".001,-3.090232306167813"})
    void quantilesOfTheNormalAreThoseOfTheTables(double p, double x) {
        assertThat(Normal.quantile(p)).isCloseTo(x, within(1e-9));
        assertThat(Normal.cumulative(x)).isCloseTo(p, within(1e-12));
    }

    private static boolean certified(int n, double floor, double delta) {
        double[] right = new double[n];
        Arrays.fill(right, 1);
        return new BettingTest(floor, delta).holds(right, right);
    }
}
