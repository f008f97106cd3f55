package io.sluice.contracts.event;

import java.time.Instant;

/**
 * A step of a selection job that somebody has to do. It may be asked for twice; what is done already is only told again.
 *
 * @param step    {@code prepare}, {@code score/12} or {@code merge}
 * @param attempt 1 first
 */
public record SelectionStepRequested(String job, String step, int attempt, Instant at) implements SluiceEvent {

    public static final String TYPE = "io.sluice.selection.step.requested.v1";

    /** Steps of one job spread over the topic's partitions. */
    @Override
    public String aggregateId() {
        return job + "/" + step;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public String topic() {
        return Topics.SELECTION_SHARDS;
    }
}
