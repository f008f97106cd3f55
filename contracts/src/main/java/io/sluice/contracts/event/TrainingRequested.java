package io.sluice.contracts.event;

import io.sluice.contracts.training.TrainingJob;
import java.time.Instant;

/** @param actor who asks: a name, never a key */
public record TrainingRequested(TrainingJob job, String actor, Instant at) implements TrainingJobEvent {

    public static final String TYPE = "io.sluice.training.requested.v1";

    @Override
    public String aggregateId() {
        return job.id();
    }

    @Override
    public String type() {
        return TYPE;
    }
}
