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

    private static final double Z_95 = 1.6448536269514722;
    private static final double Z_90 = 1.2815515655446004;

    /** The betting test needs about this many times the labels of the asymptotic one. */
    private static final double BETTING_FACTOR = 1.6;

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
     * Labels at which the betting test would certify the floor at 95 % with power 0.9, if the shares seen here are the
     * true ones; {@link Integer#MAX_VALUE} when the difference is not positive, so that no number would do.
     */
    public int labelsNeeded(double floor) {
        double needed = BETTING_FACTOR * asymptoticSize((double) both / total(), (double) routedOnly / total(),
                (double) largeOnly / total(), floor);
        return needed >= Integer.MAX_VALUE ? Integer.MAX_VALUE : (int) Math.ceil(needed);
    }

    /** Pairs for the asymptotic test at 95 % with power 0.9; infinite when the difference is not positive. */
    static double asymptoticSize(double p11, double p10, double p01, double floor) {
        double mu = (1 - floor) * p11 + p10 - floor * p01;
        if (mu <= 0) {
            return Double.POSITIVE_INFINITY;
        }
        double null0 = Math.sqrt(floor * (p10 + p01));
        double alternative = Math.sqrt(Math.max(0, (1 - floor) * (1 - floor) * p11 + p10 + floor * floor * p01 - mu * mu));
        double root = (Z_95 * null0 + Z_90 * alternative) / mu;
        return root * root;
    }
}
