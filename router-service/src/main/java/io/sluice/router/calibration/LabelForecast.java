package io.sluice.router.calibration;

/**
 * How many labels would certify a floor, if the shares seen so far are the true ones. The larger of two answers:
 *
 * <ol>
 * <li>the size of the asymptotic paired test at this δ with power 0.9, times {@value #BETTING_FACTOR} for betting;
 * <li>the smallest n at which the betting test itself certifies n pairs that hold the four outcomes in exactly those
 *     shares, spread evenly.
 * </ol>
 *
 * <p>The first alone says "none" when no pair disagrees, since the variance seen is zero, while a wealth of 1/δ still has
 * to be earned a little at a time. Cost: O(n log n) steps of the test for an answer n.
 */
final class LabelForecast {

    /** More labels than this are no answer that helps anybody. */
    static final int MOST = 1 << 20;

    private static final double BETTING_FACTOR = 1.6;
    private static final double POWER = 0.9;

    private LabelForecast() {
    }

    /** {@link Integer#MAX_VALUE} when the difference seen is not positive, or when more than {@value #MOST} are needed. */
    static int labelsNeeded(PairCounts seen, double floor, double delta) {
        if (seen.total() == 0 || !(seen.meanDifference(floor) > 0)) {
            return Integer.MAX_VALUE;
        }
        double total = seen.total();
        double asymptotic = BETTING_FACTOR * PairCounts.asymptoticSize(seen.both() / total, seen.routedOnly() / total,
                seen.largeOnly() / total, floor, Normal.quantile(1 - delta), Normal.quantile(POWER));
        int betting = bettingSize(seen, floor, delta);
        return asymptotic > MOST || betting == Integer.MAX_VALUE
                ? Integer.MAX_VALUE : Math.max(betting, (int) Math.ceil(asymptotic));
    }

    private static int bettingSize(PairCounts seen, double floor, double delta) {
        int enough = 1;
        while (!certified(seen, enough, floor, delta)) {
            if (enough >= MOST) {
                return Integer.MAX_VALUE;
            }
            enough *= 2;
        }
        int tooFew = enough / 2;
        while (enough - tooFew > 1) {
            int middle = (enough + tooFew) >>> 1;
            if (certified(seen, middle, floor, delta)) {
                enough = middle;
            } else {
                tooFew = middle;
            }
        }
        return enough;
    }

    private static boolean certified(PairCounts seen, int n, double floor, double delta) {
        double[] routed = new double[n];
        double[] large = new double[n];
        spread(seen, routed, large);
        return new BettingTest(floor, delta).holds(routed, large);
    }

    /** Each place gets the outcome that is furthest behind its share. */
    private static void spread(PairCounts seen, double[] routed, double[] large) {
        double[] shares = {seen.both(), seen.routedOnly(), seen.largeOnly(), seen.neither()};
        double[] owed = new double[4];
        for (int i = 0; i < routed.length; i++) {
            int next = 0;
            for (int outcome = 0; outcome < 4; outcome++) {
                owed[outcome] += shares[outcome] / seen.total();
                next = owed[outcome] > owed[next] ? outcome : next;
            }
            owed[next] -= 1;
            routed[i] = next == 0 || next == 1 ? 1 : 0;
            large[i] = next == 0 || next == 2 ? 1 : 0;
        }
    }
}
