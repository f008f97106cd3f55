package io.sluice.contracts.event;

import java.time.Instant;

/** A job is not wanted any more: one that waits is not begun, one that runs stops within a step. */
public record TrainingCancelRequested(String job, String actor, Instant at) implements TrainingJobEvent {

    public static final String TYPE = "io.sluice.training.cancel.requested.v1";

    @Override
    public String aggregateId() {
        return job;
    }

    @Override
    public String type() {
        return TYPE;
    }
}
