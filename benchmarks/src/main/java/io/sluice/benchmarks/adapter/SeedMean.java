package io.sluice.benchmarks.adapter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A mean over few seeds and its 95 % interval, mean ± t·s/√n with Student's t of n − 1 degrees of freedom. */
public record SeedMean(double mean, KindRow.@Nullable Range range) {

    /** 97.5 % quantiles for 1, 2, … degrees of freedom. */
    private static final double[] T = {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262};

    public static final int SEEDS_MAX = T.length + 1;

    public static SeedMean of(List<Double> values) {
        int n = values.size();
        double mean = values.stream().mapToDouble(value -> value).average().orElseThrow();
        if (n == 1) {
            return new SeedMean(mean, null);
        }
        double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
        double half = T[n - 2] * Math.sqrt(squares / (n - 1) / n);
        return new SeedMean(mean, new KindRow.Range(mean - half, mean + half));
    }
}
