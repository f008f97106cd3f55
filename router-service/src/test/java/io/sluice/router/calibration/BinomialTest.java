package io.sluice.router.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinomialTest {

    @ParameterizedTest
    @CsvSource({
        "500,15,.05,.0869738,.0539807,.0198584", "500,10,.05,.00230775,.00125043,.000460007",
        "500,20,.05,.569297,.486167,.178851", "200,0,.02,.0175879,.047809,.0175879",
        "1000,30,.05,.00756445,.00347143,.00127707", "100,2,.1,.00593677,.00528674,.00194488",
        "300,5,.05,.00927567,.00633941,.00233214"
    })
    void tailsAgreeWithRecomputedVectors(int n, int k, double alpha, double hoeffding, double bentkus, double exact) {
        assertThat(Binomial.hoeffding(k, n, alpha)).isCloseTo(hoeffding, within(1e-6));
        assertThat(Math.E * Binomial.atMost(k, n, alpha)).isCloseTo(bentkus, within(1e-6));
        assertThat(Binomial.atMost(k, n, alpha)).isCloseTo(exact, within(1e-6));
        assertThat(Binomial.hoeffdingBentkus(k, n, alpha)).isCloseTo(Math.min(hoeffding, bentkus), within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({
        "200,.02,0,3", "200,.04,3,7", "200,.05,4,9", "300,.02,1,5", "300,.04,6,11", "300,.05,8,14", "500,.02,4,9",
        "500,.04,12,19", "500,.05,16,24", "1000,.02,12,19", "1000,.04,29,39", "1000,.05,38,49", "2000,.02,29,39",
        "2000,.04,65,79", "2000,.05,83,99"
    })
    void allowedLossesAgreeWithTheTable(int n, double alpha, int clopperPearson, int conformal) {
        int exact = -1;
        while (exact + 1 < n && Binomial.atMost(exact + 1, n, alpha) <= .05) {
            exact++;
        }
        int average = -1;
        while (Binomial.riskControlled(average + 1, n, alpha)) {
            average++;
        }
        assertThat(exact).isEqualTo(clopperPearson);
        assertThat(average).isEqualTo(conformal);
    }

    @ParameterizedTest
    @CsvSource({".10,.05,29", ".05,.05,59", ".02,.05,149", ".01,.05,299", ".10,.10,22", ".05,.10,45", ".02,.10,114", ".01,.10,230"})
    void noLossInEnoughItemsCertifies(double alpha, double delta, int needed) {
        assertThat(Binomial.upperBound(0, needed, delta)).isLessThanOrEqualTo(alpha);
        assertThat(Binomial.upperBound(0, needed - 1, delta)).isGreaterThan(alpha);
    }

    @Test
    void boundsAreEachOthersMirror() {
        assertThat(Binomial.upperBound(15, 500, .05)).isCloseTo(0.0458196, within(1e-6));
        assertThat(Binomial.lowerBound(485, 500, .05)).isCloseTo(1 - 0.0458196, within(1e-6));
        assertThat(Binomial.lowerBound(0, 10, .05)).isZero();
        assertThat(Binomial.upperBound(10, 10, .05)).isEqualTo(1);
    }

    @Test
    void aFurtherLossNeverLowersTheBound() {
        for (int k = 1; k <= 50; k++) {
            assertThat(Binomial.upperBound(k, 50, .05)).isGreaterThan(Binomial.upperBound(k - 1, 50, .05));
        }
    }

    @Test
    void fixedSequenceOnTheWorkedExample() {
        int[] losses = {12, 20, 31, 36, 38, 47};
        double[] bentkus = {1.63862e-10, 2.08189e-6, .00596881, .0575048, .117833, .90793};
        double[] exact = {6.0e-11, 7.7e-7, .0021958, .0211548, .0433482, .36556};
        for (int i = 0; i < losses.length; i++) {
            assertThat(Binomial.hoeffdingBentkus(losses[i], 1000, .05)).isCloseTo(bentkus[i], within(1e-5));
            assertThat(Binomial.atMost(losses[i], 1000, .05)).isCloseTo(exact[i], within(1e-5));
        }
    }

    @Test
    void refusesWhatIsNoBinomial() {
        assertThatIllegalArgumentException().isThrownBy(() -> Binomial.atMost(3, 2, .5));
        assertThatIllegalArgumentException().isThrownBy(() -> Binomial.atMost(1, 2, Double.NaN));
    }
}
