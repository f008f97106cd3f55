package io.sluice.inference.adapter.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharesTest {

    private static double[] top(int kept, double temperature, double... logits) {
        TopSoftmax.apply(logits, kept, temperature);
        return logits;
    }

    @Test
    void onlyTheLargestAreKept() {
        assertThat(top(1, 1, 3, 1, 2)).containsExactly(1, 0, 0);
        double e = Math.exp(-0.5);
        assertThat(top(2, 2, 3, 1, 2)).containsExactly(new double[] {1 / (1 + e), 0, e / (1 + e)}, within(1e-12));
        assertThat(top(9, 1, 0, 0)).containsExactly(0.5, 0.5);
    }

    @Test
    void ofEqualOnesTheFirstAreKept() {
        assertThat(top(1, 1, 2, 2, 2)).containsExactly(1, 0, 0);
        assertThat(top(2, 1, 1, 2, 2, 2)).containsExactly(0, 0.5, 0.5, 0);
    }

    @Test
    void whatIsNoNumberIsTheSmallest() {
        assertThat(top(2, 1, Double.NaN, 1, 1)).containsExactly(0, 0.5, 0.5);
        assertThat(top(2, 1, Double.NaN, Double.NaN)).containsExactly(0.5, 0.5);
        assertThat(top(1, 1, -1000, -2000)).containsExactly(1, 0);
    }

    @Test
    void theNearestCentroidIsCountedInUnitsOfTheSpread() {
        Centroids centroids = new Centroids(List.of(new double[] {0, 0}, new double[] {10, 1}), new double[] {100, 0.01});
        assertThat(Shares.best(centroids.shares(new double[] {9, 0.1}))).isZero();
        assertThat(Shares.best(centroids.shares(new double[] {1, 0.9}))).isOne();
        assertThat(Arrays.stream(centroids.shares(new double[] {5, 0.5})).sum()).isCloseTo(1, within(1e-12));
    }

    @Test
    void oneTaskAloneIsCertain() {
        assertThat(new Centroids(List.of(new double[] {0, 0}), new double[] {0, 0}).shares(new double[] {5, -5})).containsExactly(1);
    }
}
