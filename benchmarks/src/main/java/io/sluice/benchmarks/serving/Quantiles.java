package io.sluice.benchmarks.serving;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Of a sample, by nearest rank; NaN of an empty one. Figures that are no numbers do not count. */
record Quantiles(double p50, double p99) {

    static Quantiles of(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        double[] sorted = samples.stream().mapToDouble(figure).filter(Double::isFinite).sorted().toArray();
        return new Quantiles(rank(sorted, 0.5), rank(sorted, 0.99));
    }

    static double median(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return rank(sorted, 0.5);
    }

    private static double rank(double[] sorted, double share) {
        return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
    }
}
