package io.sluice.registry.canary;

/**
 * Between which bounds a mean of scores in 0..1 lies, for all sample sizes at once: Robbins' normal mixture for sums of
 * bounded variables, which are sub-Gaussian with σ = 1/2,
 *
 * <pre>  |mean − μ| ≤ (σ/n) · √((n + ρ) · ln((n + ρ) / (ρ δ²)))   for every n, with a chance of at least 1 − δ.</pre>
 *
 * So it may be looked at after every score. Who chooses to give a score doesn't matter as long as it is the same kind of
 * person for both versions.
 */
record ScoreBounds(double low, double high) {

    /** Tightest around fifty scores. */
    private static final double RHO = 4.5;
    private static final double SIGMA = 0.5;

    /** @param sum of n scores */
    static ScoreBounds of(long n, double sum, double delta) {
        if (n == 0) {
            return new ScoreBounds(0, 1);
        }
        double radius = SIGMA / n * Math.sqrt((n + RHO) * Math.log((n + RHO) / (RHO * delta * delta)));
        return new ScoreBounds(Math.max(0, sum / n - radius), Math.min(1, sum / n + radius));
    }
}
