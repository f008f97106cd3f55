package io.sluice.contracts.event;

import java.time.Instant;

/**
 * Training goes on from a step.
 *
 * @param step  done before, 0 unless an earlier worker left a checkpoint
 * @param steps of the whole job
 */
public record TrainingStarted(String job, String worker, int step, int steps, Instant at) implements TrainingProgressEvent {

    public static final String TYPE = "io.sluice.training.started.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
