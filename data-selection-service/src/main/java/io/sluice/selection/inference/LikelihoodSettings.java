package io.sluice.selection.inference;

import java.time.Duration;

/**
 * How an inference-service is asked.
 *
 * @param askedAtOnce requests on their way at most; further callers wait
 * @param timeout     of one request
 * @param attempts    at one request, before its models count as unavailable
 * @param pause       before the second attempt; twice as long before each further one
 */
public record LikelihoodSettings(int askedAtOnce, Duration timeout, int attempts, Duration pause) {

    public static final LikelihoodSettings USUAL = new LikelihoodSettings(4, Duration.ofMinutes(2), 5, Duration.ofMillis(200));

    public LikelihoodSettings {
        if (askedAtOnce < 1 || attempts < 1 || !timeout.isPositive() || pause.isNegative()) {
            throw new IllegalArgumentException("every bound has to be positive");
        }
    }
}
