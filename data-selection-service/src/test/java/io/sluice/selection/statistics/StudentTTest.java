package io.sluice.selection.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class StudentTTest {

    /** Tables of Student's distribution: two-sided 5 % and 1 %. */
    @Test
    void chancesAreThoseOfTheTables() {
        assertThat(StudentT.twoSided(12.7062, 1)).isCloseTo(0.05, within(1e-6));
        assertThat(StudentT.twoSided(1, 1)).isCloseTo(0.5, within(1e-12));
        assertThat(StudentT.twoSided(-2.22814, 10)).isCloseTo(0.05, within(1e-6));
        assertThat(StudentT.twoSided(3.16927, 10)).isCloseTo(0.01, within(1e-6));
        assertThat(StudentT.twoSided(2.0423, 30)).isCloseTo(0.05, within(1e-5));
        assertThat(StudentT.twoSided(1.95996, 10_000_000)).isCloseTo(0.05, within(1e-5));
        assertThat(StudentT.twoSided(0, 5)).isEqualTo(1);
        assertThat(StudentT.twoSided(Double.POSITIVE_INFINITY, 5)).isZero();
        assertThat(StudentT.twoSided(50, 40)).isBetween(0.0, 1e-30);
    }

    @Test
    void quantilesAreTheInverse() {
        assertThat(StudentT.quantile(0.05, 4)).isCloseTo(2.776445, within(1e-6));
        assertThat(StudentT.quantile(0.01, 10)).isCloseTo(3.169273, within(1e-6));
        assertThat(StudentT.quantile(1, 3)).isCloseTo(0, within(1e-9));
    }

    @Test
    void aMeanLiesWhereTheTableSays() {
        MeanInterval interval = MeanInterval.of(List.of(1.0, 2.0, 3.0, 4.0, 5.0), 0.95);

        assertThat(interval.mean()).isEqualTo(3);
        assertThat(interval.high()).isCloseTo(3 + 2.776445 * Math.sqrt(0.5), within(1e-5));
        assertThat(interval.low()).isCloseTo(3 - 2.776445 * Math.sqrt(0.5), within(1e-5));
        assertThat(MeanInterval.of(List.of(7.0), 0.95)).isEqualTo(new MeanInterval(7, 7, 7, 1));
    }
}
