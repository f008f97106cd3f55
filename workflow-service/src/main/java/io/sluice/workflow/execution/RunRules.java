package io.sluice.workflow.execution;

import java.time.Duration;

/**
 * How long runs wait for whom.
 *
 * @param lease         a worker that is not heard of for so long has lost its step
 * @param pickUp        a step that nobody takes for so long is asked for again; doubled with each loss, at most 16 times
 * @param grace         beyond a step's deadline, until its failure is reported
 * @param backOff       before the second attempt; doubled with each failure
 * @param backOffMax    at most
 * @param lossesMax     of one step, after which the run fails
 * @param reservation   how long a team's money is set aside for a run that nobody ends
 * @param open          since its start, after which a run that has not ended is ended: it is read from its first event, which the
 *                      brokers keep for thirty-five days
 * @param undoing       for so long its steps are undone then, until it ends although some are not
 * @param retention     of ended runs, after which their identity is free again
 * @param stateBytesMax of a run's state
 * @param effectCharsMax of an effect's outcome
 */
public record RunRules(Duration lease, Duration pickUp, Duration grace, Duration backOff, Duration backOffMax, int lossesMax,
        Duration reservation, Duration open, Duration undoing, Duration retention, int stateBytesMax, int effectCharsMax) {

    /** For one or few machines. A broker takes records of a mebibyte. */
    public static final RunRules USUAL = new RunRules(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(2),
            Duration.ofMillis(500), Duration.ofSeconds(30), 20, Duration.ofDays(7), Duration.ofDays(30), Duration.ofDays(2), Duration.ofDays(1), 900 << 10, 256 << 10);
}
