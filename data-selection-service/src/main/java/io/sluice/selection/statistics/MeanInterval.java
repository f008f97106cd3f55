package io.sluice.selection.statistics;

import java.util.List;

/**
 * A mean over independent runs and where it lies by Student's t, two-sided.
 *
 * @param low  of the interval; the mean where there is one run only, which tells nothing of how far runs differ
 */
public record MeanInterval(double mean, double low, double high, int runs) {

    /**
     * @param values     at least one
     * @param confidence 0..1, such as 0.95
     */
    public static MeanInterval of(List<Double> values, double confidence) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no values");
        }
        int n = values.size();
        double mean = values.stream().mapToDouble(Double::doubleValue).sum() / n;
        if (n == 1) {
            return new MeanInterval(mean, mean, mean, 1);
        }
        double squares = values.stream().mapToDouble(value -> (value - mean) * (value - mean)).sum();
        double half = StudentT.quantile(1 - confidence, n - 1) * Math.sqrt(squares / (n - 1) / n);
        return new MeanInterval(mean, mean - half, mean + half, n);
    }
}
