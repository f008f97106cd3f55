package io.sluice.router.calibration;

/** The standard normal distribution. */
final class Normal {

    private static final double BOUND = 8;

    private Normal() {
    }

    /** Φ(x) = 1/2 + φ(x) (x + x³/3 + x⁵/(3·5) + ...); absolute error below 1e-12 for |x| ≤ 8. */
    static double cumulative(double x) {
        if (Math.abs(x) > BOUND) {
            return x > 0 ? 1 : 0;
        }
        double term = x;
        double sum = x;
        for (int k = 3; Math.abs(term) > 1e-17 * Math.abs(sum); k += 2) {
            term *= x * x / k;
            sum += term;
        }
        return 0.5 + sum * Math.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
    }

    /** The x with Φ(x) = p, by bisection. */
    static double quantile(double p) {
        if (!(p > 0 && p < 1)) {
            throw new IllegalArgumentException("no quantile of " + p);
        }
        double low = -BOUND;
        double high = BOUND;
        while (high - low > 1e-12) {
            double middle = 0.5 * (low + high);
            if (cumulative(middle) < p) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return 0.5 * (low + high);
    }
}
