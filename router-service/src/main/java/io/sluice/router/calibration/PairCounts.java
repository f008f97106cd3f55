package io.sluice.router.calibration;

/**
 * Paired outcomes, counted.
 *
 * @param both       routed and large right
 * @param routedOnly routed right, large wrong
 * @param largeOnly  routed wrong, large right
 * @param neither    both wrong
 */
public record PairCounts(int both, int routedOnly, int largeOnly, int neither) {

    public static PairCounts of(double[] routed, double[] large) {
        int[] counts = new int[4];
        for (int i = 0; i < routed.length; i++) {
            counts[(routed[i] > 0.5 ? 0 : 2) + (large[i] > 0.5 ? 0 : 1)]++;
        }
        return new PairCounts(counts[0], counts[1], counts[2], counts[3]);
    }

    public int total() {
        return both + routedOnly + largeOnly + neither;
    }

    public double ratio() {
        return both + largeOnly == 0 ? 1 : (double) (both + routedOnly) / (both + largeOnly);
    }

    /** Mean of D = R − ρL. */
    public double meanDifference(double floor) {
        return ((1 - floor) * both + routedOnly - floor * largeOnly) / total();
    }

    /** Generalised McNemar (Lachenbruch and Lynch 1998): ((1−ρ)a + b − ρc)/sqrt(ρ(b + c)); asymptotic, for display. */
    public double z(double floor) {
        return meanDifference(floor) * total() / Math.sqrt(floor * (routedOnly + largeOnly));
    }

    /**
     * Pairs for the asymptotic test; infinite when the difference is not positive.
     *
     * @param zDelta the normal quantile at 1 − δ
     * @param zPower the normal quantile at the power
     */
    static double asymptoticSize(double p11, double p10, double p01, double floor, double zDelta, double zPower) {
        double mu = (1 - floor) * p11 + p10 - floor * p01;
        if (mu <= 0) {
            return Double.POSITIVE_INFINITY;
        }
        double null0 = Math.sqrt(floor * (p10 + p01));
        double alternative = Math.sqrt(Math.max(0, (1 - floor) * (1 - floor) * p11 + p10 + floor * floor * p01 - mu * mu));
        double root = (zDelta * null0 + zPower * alternative) / mu;
        return root * root;
    }
}
