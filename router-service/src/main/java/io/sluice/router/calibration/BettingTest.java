package io.sluice.router.calibration;

/**
 * An exact test of "routed quality ≥ ρ × the large model's" on paired answers, by betting (Waudby-Smith and Ramdas 2023).
 *
 * <p>With D = R − ρL in [−ρ, 1], X = (D + ρ)/(1 + ρ) in 0..1 and m0 = ρ/(1 + ρ), the wealth
 * {@code K_t = prod (1 + b_i (X_i − m0))} is a supermartingale while E[D] ≤ 0, so by Ville's inequality it reaches 1/δ with
 * probability at most δ. The stake is {@code b_i = min(sqrt(2 ln(1/δ) / (n s²_{i−1})), 0.5/m0)}, with mean and variance
 * started by one fake observation at 1/2 and 1/4, so that it depends on the past only.
 *
 * <p>The order of the pairs has to be fixed before labels are seen, and only one order may be tried.
 */
public final class BettingTest {

    private final double floor;
    private final double delta;

    /**
     * @param floor ρ, in (0,1]
     * @param delta probability of certifying a floor that does not hold, in (0,1)
     */
    public BettingTest(double floor, double delta) {
        if (!(floor > 0 && floor <= 1) || !(delta > 0 && delta < 1)) {
            throw new IllegalArgumentException("no test for floor " + floor + " and delta " + delta);
        }
        this.floor = floor;
        this.delta = delta;
    }

    /** Whether the floor is certified on these pairs. */
    public boolean holds(double[] routed, double[] large) {
        return pValue(routed, large) <= delta;
    }

    /** min(1, 1/max K): the smallest δ at which the floor would have been certified (with stakes for this δ). */
    public double pValue(double[] routed, double[] large) {
        double most = 0;
        double log = 0;
        for (double factor : factors(routed, large, false)) {
            log += Math.log1p(factor);
            most = Math.max(most, log);
        }
        return Math.exp(-most);
    }

    /** K after each pair; {@code anytime} takes t ln(1+t) for n in the stake, so that one may stop at any pair. */
    double[] wealth(double[] routed, double[] large, boolean anytime) {
        double[] factors = factors(routed, large, anytime);
        double wealth = 1;
        for (int i = 0; i < factors.length; i++) {
            wealth *= 1 + factors[i];
            factors[i] = wealth;
        }
        return factors;
    }

    private double[] factors(double[] routed, double[] large, boolean anytime) {
        if (routed.length != large.length) {
            throw new IllegalArgumentException(routed.length + " routed answers for " + large.length + " large ones");
        }
        int n = routed.length;
        double m0 = floor / (1 + floor);
        double[] factors = new double[n];
        double sum = 0.5;
        double squares = 0.25;
        double variance = 0.25;
        for (int i = 0; i < n; i++) {
            int t = i + 1;
            double horizon = anytime ? t * Math.log1p(t) : n;
            double stake = Math.min(Math.sqrt(2 * Math.log(1 / delta) / (horizon * variance)), 0.5 / m0);
            double x = (routed[i] - floor * large[i] + floor) / (1 + floor);
            factors[i] = stake * (x - m0);
            sum += x;
            double mean = sum / (t + 1);
            squares += (x - mean) * (x - mean);
            variance = squares / (t + 1);
        }
        return factors;
    }
}
