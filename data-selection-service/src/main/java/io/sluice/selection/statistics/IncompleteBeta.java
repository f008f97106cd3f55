package io.sluice.selection.statistics;

/** I_x(a, b), the incomplete beta function divided by the whole one, by Lentz's way through its continued fraction. */
final class IncompleteBeta {

    private static final int TERMS_MAX = 500;

    private IncompleteBeta() {
    }

    /** For a and b above 0 and x from 0 to 1. */
    static double of(double a, double b, double x) {
        if (x > (a + 1) / (a + b + 2)) {
            return 1 - of(b, a, 1 - x);
        }
        double front = StrictMath.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * StrictMath.log(x) + b * StrictMath.log1p(-x)) / a;
        double f = 1;
        double c = 1;
        double d = 0;
        for (int i = 0; i <= TERMS_MAX; i++) {
            int m = i / 2;
            double term = i == 0 ? 1 : i % 2 == 0 ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
                    : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / guard(1 + term * d);
            c = guard(1 + term / c);
            f *= c * d;
            if (Math.abs(1 - c * d) < 1e-14) {
                break;
            }
        }
        return front * (f - 1);
    }

    private static double guard(double value) {
        return Math.abs(value) < 1e-300 ? 1e-300 : value;
    }

    /** Stirling's series, after the argument was made large. */
    static double logGamma(double z) {
        double shift = 0;
        double x = z;
        while (x < 10) {
            shift -= StrictMath.log(x);
            x++;
        }
        double inverse = 1 / (x * x);
        double series = (1 / 12.0 - inverse * (1 / 360.0 - inverse * (1 / 1260.0 - inverse / 1680.0))) / x;
        return shift + (x - 0.5) * StrictMath.log(x) - x + 0.5 * StrictMath.log(2 * Math.PI) + series;
    }
}
