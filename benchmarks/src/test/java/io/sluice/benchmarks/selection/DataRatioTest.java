package io.sluice.benchmarks.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.benchmarks.selection.DataRatio.Bound;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DataRatioTest {

    /** Falls by 1 whenever the budget grows tenfold. */
    private static final SortedMap<Double, Double> RANDOM = new TreeMap<>(Map.of(0.01, 3.0, 0.1, 2.0, 1.0, 1.0));

    @Test
    void readsTheBudgetOffTheCurve() {
        assertThat(DataRatio.of(2, 0.01, RANDOM).times()).isCloseTo(10, within(1e-9));
        assertThat(DataRatio.of(1.5, 0.01, RANDOM).times()).isCloseTo(Math.pow(10, 1.5), within(1e-9));
        assertThat(DataRatio.of(2.5, 0.1, RANDOM)).satisfies(ratio -> {
            assertThat(ratio.times()).isCloseTo(Math.pow(10, -0.5), within(1e-9));
            assertThat(ratio.bound()).isEqualTo(Bound.EXACT);
        });
    }

    @Test
    void randomNeedsAsMuchAsItself() {
        RANDOM.forEach((budget, loss) -> assertThat(DataRatio.of(loss, budget, RANDOM)).isEqualTo(new DataRatio(1, Bound.EXACT)));
    }

    @Test
    void whatIsOffTheCurveIsABound() {
        assertThat(DataRatio.of(0.9, 0.05, RANDOM)).isEqualTo(new DataRatio(20, Bound.AT_LEAST)).hasToString("> 20");
        assertThat(DataRatio.of(3.1, 0.05, RANDOM)).satisfies(ratio -> {
            assertThat(ratio.times()).isCloseTo(0.2, within(1e-9));
            assertThat(ratio).hasToString("< 0.2");
        });
    }

    @Test
    void aRiseOfTheCurveDoesNotUndoWhatWasReached() {
        SortedMap<Double, Double> bumpy = new TreeMap<>(Map.of(0.01, 3.0, 0.1, 1.5, 0.5, 1.8, 1.0, 1.0));
        assertThat(DataRatio.of(1.7, 0.1, bumpy).times()).isLessThan(1);
    }
}
