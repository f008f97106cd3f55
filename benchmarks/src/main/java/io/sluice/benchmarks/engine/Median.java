package io.sluice.benchmarks.engine;

import java.util.Collection;

/** The middle of a sample. */
final class Median {

    private Median() {
    }

    /** NaN of an empty sample; the mean of the two in the middle of an even one. */
    static double of(Collection<Double> sample) {
        double[] sorted = sample.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            return Double.NaN;
        }
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
