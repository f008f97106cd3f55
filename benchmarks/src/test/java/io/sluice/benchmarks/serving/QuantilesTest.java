package io.sluice.benchmarks.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class QuantilesTest {

    @Test
    void takesTheNearestRank() {
        List<Sample> samples = IntStream.rangeClosed(1, 200).mapToObj(i -> new Sample(201 - i, 1000, 2, 0)).toList();
        assertThat(Quantiles.of(samples, Sample::firstMillis)).isEqualTo(new Quantiles(100, 198));
        assertThat(Quantiles.median(3, 1, 2)).isEqualTo(2);
    }

    @Test
    void leavesOutWhatIsNoNumber() {
        List<Sample> samples = List.of(new Sample(5, 9, 1, 0), new Sample(5, 9, 3, 0));
        assertThat(Quantiles.of(samples, Sample::tokenMillis)).isEqualTo(new Quantiles(2, 2));
        assertThat(Quantiles.of(List.of(), Sample::firstMillis)).isEqualTo(new Quantiles(Double.NaN, Double.NaN));
    }
}
