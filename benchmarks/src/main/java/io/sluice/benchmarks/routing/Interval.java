package io.sluice.benchmarks.routing;

/**
 * Wilson's score interval for a proportion, at 95 %.
 *
 * <p>{@code (p + z²/2n ± z·sqrt(p(1-p)/n + z²/4n²)) / (1 + z²/n)}, Wilson 1927. Unlike the normal interval it stays
 * inside 0..1 and is honest near both ends.
 */
public record Interval(double low, double high) {

    private static final double Z = 1.959963984540054;

    /** @throws IllegalArgumentException unless {@code 0 <= successes <= trials} and {@code trials > 0} */
    public static Interval of(int successes, int trials) {
        if (trials <= 0 || successes < 0 || successes > trials) {
            throw new IllegalArgumentException(successes + " of " + trials + " is no proportion");
        }
        double n = trials;
        double p = successes / n;
        double centre = p + Z * Z / (2 * n);
        double spread = Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
        double scale = 1 + Z * Z / n;
        return new Interval(Math.max(0, (centre - spread) / scale), Math.min(1, (centre + spread) / scale));
    }
}
