package io.sluice.router.calibration;

import java.util.function.DoublePredicate;

/**
 * Exact binomial tails and the bounds that follow from them. Counts are integers throughout: a rounded-up product of
 * doubles would shift a bound by one item.
 */
public final class Binomial {

    private static final int BISECTIONS = 200;

    private Binomial() {
    }

    /** P(Bin(n, p) ≤ k), summed in log space. */
    public static double atMost(int k, int n, double p) {
        check(k, n, p);
        if (k >= n || p == 0) {
            return 1;
        }
        if (p == 1) {
            return 0;
        }
        double largest = Double.NEGATIVE_INFINITY;
        double[] terms = new double[k + 1];
        double choose = 0;
        for (int i = 0; i <= k; i++) {
            if (i > 0) {
                choose += Math.log(n - i + 1.0) - Math.log(i);
            }
            terms[i] = choose + i * Math.log(p) + (n - i) * Math.log1p(-p);
            largest = Math.max(largest, terms[i]);
        }
        double sum = 0;
        for (double term : terms) {
            sum += Math.exp(term - largest);
        }
        return Math.min(1, Math.exp(largest) * sum);
    }

    /** Clopper–Pearson: the largest p not rejected at level {@code delta} after {@code k} losses in {@code n}. */
    public static double upperBound(int k, int n, double delta) {
        if (k == n) {
            return 1;
        }
        return smallestWhere(p -> atMost(k, n, p) <= delta);
    }

    /** Clopper–Pearson from below, after {@code k} successes in {@code n}. */
    public static double lowerBound(int k, int n, double delta) {
        return k == 0 ? 0 : 1 - upperBound(n - k, n, delta);
    }

    /**
     * Hoeffding–Bentkus p-value of "risk > alpha" for a loss in 0..1 (Bates et al. 2021); for counted losses
     * {@link #atMost} is exact and smaller.
     */
    public static double hoeffdingBentkus(int k, int n, double alpha) {
        return Math.min(1, Math.min(hoeffding(k, n, alpha), Math.E * atMost(k, n, alpha)));
    }

    /** exp(-n h1(min(k/n, alpha), alpha)) with h1(y,m) = y ln(y/m) + (1-y) ln((1-y)/(1-m)) and 0 ln 0 = 0. */
    static double hoeffding(int k, int n, double alpha) {
        double y = Math.min((double) k / n, alpha);
        double h = (y == 0 ? 0 : y * Math.log(y / alpha)) + (y == 1 ? 0 : (1 - y) * Math.log((1 - y) / (1 - alpha)));
        return Math.exp(-n * h);
    }

    /** Conformal risk control: whether (n R̂ + 1)/(n + 1) ≤ alpha, so that the risk is ≤ alpha on average. */
    public static boolean riskControlled(int losses, int n, double alpha) {
        return losses + 1.0 <= alpha * (n + 1.0);
    }

    private static double smallestWhere(DoublePredicate holds) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < BISECTIONS && high - low > 1e-15; i++) {
            double middle = 0.5 * (low + high);
            if (holds.test(middle)) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    private static void check(int k, int n, double p) {
        if (n < 1 || k < 0 || k > n || !(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("no binomial: k=" + k + " n=" + n + " p=" + p);
        }
    }
}
