package io.sluice.registry.canary;

/**
 * When a canary is rolled back.
 *
 * @param requestsMin    requests that the canary has to have answered before anything is said about it
 * @param falseAlarm     chance that a canary that is no worse is ever rolled back, both signals together, however long it runs
 * @param errorsFactor   how many times as often as the active version it may fail, at least 1
 * @param errorRateMax   share of requests that may fail where no active version answers beside it
 * @param scoreTolerance by how much its mean score (0..1) may be lower
 */
public record CanaryRules(int requestsMin, double falseAlarm, double errorsFactor, double errorRateMax, double scoreTolerance) {

    public static final CanaryRules USUAL = new CanaryRules(10, 0.01, 1, 0.05, 0.05);

    public CanaryRules {
        require(requestsMin >= 1, "requests-min", requestsMin);
        require(falseAlarm > 0 && falseAlarm < 1, "false-alarm", falseAlarm);
        require(errorsFactor >= 1 && Double.isFinite(errorsFactor), "errors-factor", errorsFactor);
        require(errorRateMax > 0 && errorRateMax < 0.5, "error-rate-max", errorRateMax);
        require(scoreTolerance >= 0 && scoreTolerance < 1, "score-tolerance", scoreTolerance);
    }

    /** Of each of the two signals. */
    double falseAlarmEach() {
        return falseAlarm / 2;
    }

    private static void require(boolean holds, String setting, Number value) {
        if (!holds) {
            throw new IllegalArgumentException("sluice.registry.canary." + setting + " can't be " + value);
        }
    }
}
