package io.sluice.router.calibration;

import java.util.OptionalDouble;

/**
 * Thresholds by the loss "the small model answered, wrongly, and the large one would have been right",
 * {@code l_i(λ) = 1{u_i ≤ λ, S_i = 0, L_i = 1}}. It never falls as λ grows, so that one walk from strict to lax needs no
 * correction for trying several thresholds. It gives no credit where the small model is right and the large one wrong,
 * which {@link BettingTest} does.
 *
 * <p>Invariants: the threshold never falls as α or δ grow; one more loss never raises it; equal scores stand or fall
 * together; a NaN score is never answered by the small model; no items certify nothing.
 */
public final class MonotoneRisk {

    /** Whether so many losses among so many items are few enough. */
    @FunctionalInterface
    public interface Bound {

        boolean allows(int losses, int items);
    }

    private final double[] scores;
    private final boolean[] lost;

    /**
     * @param scores uncertainty of the small model's answers
     * @param lost   small wrong and large right
     */
    public MonotoneRisk(double[] scores, boolean[] lost) {
        if (scores.length != lost.length) {
            throw new IllegalArgumentException(scores.length + " scores for " + lost.length + " outcomes");
        }
        this.scores = scores.clone();
        this.lost = lost.clone();
    }

    /** Risk ≤ α with confidence 1 − δ: the exact binomial (Clopper–Pearson) bound (Bates et al. 2021). */
    public static Bound withConfidence(double alpha, double delta) {
        return (losses, items) -> items > 0 && Binomial.atMost(losses, items, alpha) <= delta;
    }

    /** Risk ≤ α on average over calibration sets: conformal risk control (Angelopoulos et al. 2024). */
    public static Bound onAverage(double alpha) {
        return (losses, items) -> items > 0 && Binomial.riskControlled(losses, items, alpha);
    }

    /** Losses when the small model answers up to a score. */
    public int losses(double threshold) {
        int losses = 0;
        for (int i = 0; i < scores.length; i++) {
            losses += lost[i] && scores[i] <= threshold ? 1 : 0;
        }
        return losses;
    }

    /**
     * The last threshold, from the strictest on, before the bound is broken; empty when it is broken at once, so that the
     * large model has to answer everything.
     *
     * @param grid ascending
     */
    public OptionalDouble laxest(double[] grid, Bound bound) {
        OptionalDouble laxest = OptionalDouble.empty();
        for (double threshold : grid) {
            if (!bound.allows(losses(threshold), scores.length)) {
                break;
            }
            laxest = OptionalDouble.of(threshold);
        }
        return laxest;
    }
}
