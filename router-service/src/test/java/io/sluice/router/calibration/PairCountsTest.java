package io.sluice.router.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Test;

class PairCountsTest {

    @ParameterizedTest
    @CsvSource({
        "760,30,40,170,.03,3.678836,.9875", "380,15,20,85,.03,2.60133,.9875", "1520,60,80,340,.03,5.20266,.9875",
        "760,10,60,170,-.009,-1.103651,.939024", "790,5,10,195,.035,9.271726,.99375"
    })
    void agreesWithTheWorkedExamples(int a, int b, int c, int d, double difference, double z, double ratio) {
        PairCounts counts = new PairCounts(a, b, c, d);
        assertThat(counts.meanDifference(.95)).isCloseTo(difference, within(1e-9));
        assertThat(counts.z(.95)).isCloseTo(z, within(1e-5));
        assertThat(counts.ratio()).isCloseTo(ratio, within(1e-6));
    }

    @ParameterizedTest
    @CsvSource({
        ".76,.03,.04,.95,635", ".76,.02,.04,.95,1226", ".78,.01,.02,.95,274", ".76,.03,.04,.97,2971",
        ".70,.05,.08,.95,13074", ".55,.05,.05,.95,906"
    })
    void sizesAgreeWithTheTable(double p11, double p10, double p01, double floor, int expected) {
        assertThat(PairCounts.asymptoticSize(p11, p10, p01, floor, Normal.quantile(.95), Normal.quantile(.9))).isCloseTo(expected, within(1.0));
    }

    @Test
    void countsPairs() {
        assertThat(PairCounts.of(new double[] {1, 1, 0, 0, 1}, new double[] {1, 0, 1, 0, 1})).isEqualTo(new PairCounts(2, 1, 1, 1));
    }
}
