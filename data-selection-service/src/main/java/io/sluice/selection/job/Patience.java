package io.sluice.selection.job;

import java.time.Duration;
import java.util.Optional;

/** How long a step waits before it is tried again: a second, twice as long each time up to a minute, and some time never. */
public final class Patience {

    /** About half an hour. */
    static final int ATTEMPTS_MAX = 36;

    private static final int DOUBLINGS_MAX = 6;
    private static final Duration WAIT_MAX = Duration.ofMinutes(1);

    private Patience() {
    }

    /**
     * @param attempt that was in vain, 1 first
     * @return empty where it is not tried again
     */
    public static Optional<Duration> after(int attempt) {
        if (attempt >= ATTEMPTS_MAX) {
            return Optional.empty();
        }
        Duration wait = Duration.ofSeconds(1L << Math.min(attempt - 1, DOUBLINGS_MAX));
        return Optional.of(wait.compareTo(WAIT_MAX) < 0 ? wait : WAIT_MAX);
    }
}
