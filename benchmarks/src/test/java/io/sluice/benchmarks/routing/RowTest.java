package io.sluice.benchmarks.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RowTest {

    @Test
    void ratiosAreToTheLargeModelAlone() {
        Tally small = tally(7, 10, 0, 100, 1);
        Tally large = tally(9, 10, 10, 1000, 10);
        Row row = Row.of("entropy-current", tally(9, 10, 1, 300, 4), small, large, null);
        assertThat(row.accuracy()).isCloseTo(0.9, within(1e-12));
        assertThat(row.ofLarge()).isCloseTo(1.0, within(1e-12));
        assertThat(row.largeShare()).isCloseTo(0.1, within(1e-12));
        assertThat(row.flopsRatio()).isCloseTo(0.3, within(1e-12));
        assertThat(row.cpuRatio()).isCloseTo(0.4, within(1e-12));
        assertThat(row.acceptance()).isEqualTo(0.75);
        assertThat(new Tally().acceptance()).isNull();
    }

    @Test
    void mixtureOfSinglesIsTheLineBetweenThem() {
        Tally small = tally(6, 10, 0, 100, 2);
        Tally large = tally(10, 10, 10, 1000, 10);
        Row halfway = Row.of("random", tally(8, 10, 5, 600, 6), small, large, null);
        assertThat(halfway.singlesAtSameCost()).isCloseTo(0.8, within(1e-12));
        assertThat(Row.of("small", small, small, large, null).singlesAtSameCost()).isCloseTo(0.6, within(1e-12));
        assertThat(Row.of("large", large, small, large, null).singlesAtSameCost()).isCloseTo(1.0, within(1e-12));
    }

    /** Ten answers of ten tokens; {@code largePerItem} of each by the large model. */
    private static Tally tally(int correct, int items, int largePerItem, double flops, double cpu) {
        Tally tally = new Tally();
        for (int i = 0; i < items; i++) {
            tally.add(new Outcome(i < correct, 10, largePerItem, 0, 0, 4, 3, flops / items, cpu / items, null, null));
        }
        return tally;
    }
}
