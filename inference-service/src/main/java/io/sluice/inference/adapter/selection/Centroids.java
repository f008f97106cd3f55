package io.sluice.inference.adapter.selection;

import java.util.List;

/**
 * Nearest centroid: the distance of a prompt to the mean prompt of each task, every dimension in units of its spread within tasks,
 *
 * <pre>
 *   dₜ = Σᵢ (xᵢ − cₜᵢ)² / σᵢ²     shares = softmax(−dₜ / 2·width)
 * </pre>
 *
 * a Gaussian with one diagonal covariance for all tasks, whose log-likelihood counts per dimension: the dimensions of a hidden
 * state are far from independent, and the plain sum would always be certain.
 *
 * @param points of the tasks, {@code [width]} each
 * @param spread σᵢ², {@code [width]}
 */
public record Centroids(List<double[]> points, double[] spread) {

    private static final double SPREAD_MIN = 1e-9;

    /** Of each task; they sum up to 1. */
    public double[] shares(double[] prompt) {
        double[] logits = new double[points.size()];
        for (int t = 0; t < logits.length; t++) {
            double[] point = points.get(t);
            double distance = 0;
            for (int i = 0; i < spread.length; i++) {
                double apart = prompt[i] - point[i];
                distance += apart * apart / Math.max(SPREAD_MIN, spread[i]);
            }
            logits[t] = -distance / (2 * spread.length);
        }
        TopSoftmax.apply(logits, logits.length, 1);
        return logits;
    }
}
