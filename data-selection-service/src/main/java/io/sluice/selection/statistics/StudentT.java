package io.sluice.selection.statistics;

/** Student's t distribution. */
public final class StudentT {

    private static final int BISECTIONS = 100;
    private static final double QUANTILE_MAX = 1e6;

    private StudentT() {
    }

    /** The chance that |T| is at least |t|: I_x(ν/2, ½) with x = ν / (ν + t²). */
    public static double twoSided(double t, int degrees) {
        if (Double.isInfinite(t)) {
            return 0;
        }
        return t == 0 ? 1 : IncompleteBeta.of(degrees / 2.0, 0.5, degrees / (degrees + t * t));
    }

    /** The t that |T| reaches with this chance, at most a million. */
    public static double quantile(double chance, int degrees) {
        double low = 0;
        double high = QUANTILE_MAX;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = 0.5 * (low + high);
            if (twoSided(middle, degrees) > chance) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }
}
