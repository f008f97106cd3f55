package io.sluice.selection.statistics;

import java.util.function.DoublePredicate;

/** Exact tails of the binomial distribution, and the bounds of a chance that follow from them. */
public final class Binomial {

    private static final int BISECTIONS = 60;

    private Binomial() {
    }

    /** P(Bin(n, p) ≥ k) = I_p(k, n − k + 1). */
    public static double atLeast(int k, int n, double p) {
        if (k < 0 || n < 0 || k > n || !(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("no binomial: k=" + k + " n=" + n + " p=" + p);
        }
        if (k == 0 || p == 1) {
            return 1;
        }
        return p == 0 ? 0 : IncompleteBeta.of(k, n - k + 1.0, p);
    }

    /** P(Bin(n, p) = k). */
    public static double exactly(int k, int n, double p) {
        if (p == 0 || p == 1) {
            return k == (p == 0 ? 0 : n) ? 1 : 0;
        }
        return StrictMath.exp(IncompleteBeta.logGamma(n + 1.0) - IncompleteBeta.logGamma(k + 1.0) - IncompleteBeta.logGamma(n - k + 1.0)
                + k * StrictMath.log(p) + (n - k) * StrictMath.log1p(-p));
    }

    /** Clopper and Pearson's lower bound: below it is the chance with at most {@code error}. */
    public static double lowerBound(int k, int n, double error) {
        return k == 0 ? 0 : largestWhere(p -> atLeast(k, n, p) <= error);
    }

    /** Clopper and Pearson's upper bound. */
    public static double upperBound(int k, int n, double error) {
        return 1 - lowerBound(n - k, n, error);
    }

    private static double largestWhere(DoublePredicate holds) {
        double low = 0;
        double high = 1;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = 0.5 * (low + high);
            if (holds.test(middle)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
