package io.sluice.registry.canary;

/**
 * Evidence that a canary fails too often: an e-value, a product of likelihood ratios averaged over alternatives. While the
 * canary is no worse, the chance that it ever reaches 1/δ is at most δ (Ville's inequality), however often one looks; and it
 * depends on counts alone, so that the order of requests does not matter.
 *
 * <p>Beside an active version: a draw sends the share π of requests to the canary, whatever they ask. If it fails at most f
 * times as often, a request of which nothing is known but that it failed is the canary's with a chance of at most
 * p₀ = πf / (πf + 1 − π). So only failed requests count, and how many fail in general needs no estimate. Alone: a request
 * fails with a chance of at most p₀, which is told.
 *
 * <pre>  E = mean over j of (q_j/p₀)^k · ((1 − q_j)/(1 − p₀))^m,   q_j with odds that are 2, 4, 8, 16, 64 times those of p₀</pre>
 *
 * where k trials went against the canary and m did not.
 */
final class ErrorEvidence {

    private static final double[] TIMES_THE_ODDS = {2, 4, 8, 16, 64};

    private ErrorEvidence() {
    }

    /**
     * @param share        of requests that the canary gets, 0 < share < 1
     * @param canaryErrors failed requests of the canary
     * @param activeErrors failed requests of the active version
     * @return the e-value's natural logarithm
     */
    static double besideActive(double share, double factor, long canaryErrors, long activeErrors) {
        double worst = share * factor / (share * factor + 1 - share);
        return log(worst, canaryErrors, activeErrors);
    }

    /** @return the e-value's natural logarithm */
    static double alone(double rateMax, long errors, long requests) {
        return log(rateMax, errors, requests - errors);
    }

    private static double log(double p0, long against, long other) {
        double[] logs = new double[TIMES_THE_ODDS.length];
        double largest = Double.NEGATIVE_INFINITY;
        for (int j = 0; j < logs.length; j++) {
            double odds = TIMES_THE_ODDS[j] * p0 / (1 - p0);
            double q = odds / (1 + odds);
            logs[j] = against * Math.log(q / p0) + other * Math.log((1 - q) / (1 - p0));
            largest = Math.max(largest, logs[j]);
        }
        double sum = 0;
        for (double each : logs) {
            sum += Math.exp(each - largest);
        }
        return largest + Math.log(sum / logs.length);
    }
}
