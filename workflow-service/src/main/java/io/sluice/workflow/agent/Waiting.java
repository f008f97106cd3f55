package io.sluice.workflow.agent;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The time that a step has left.
 *
 * @param pause between tries
 */
record Waiting(Clock clock, Instant deadline, Pause pause) {

    Duration left() {
        return Duration.between(clock.instant(), deadline);
    }

    double secondsLeft() {
        return left().toNanos() / 1e9;
    }
}
