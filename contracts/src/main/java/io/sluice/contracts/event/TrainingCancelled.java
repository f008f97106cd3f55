package io.sluice.contracts.event;

import java.time.Instant;

/** @param step done when it stopped; nothing of it is kept */
public record TrainingCancelled(String job, String worker, int step, Instant at) implements TrainingProgressEvent {

    public static final String TYPE = "io.sluice.training.cancelled.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
