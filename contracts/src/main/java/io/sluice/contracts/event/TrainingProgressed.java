package io.sluice.contracts.event;

import java.time.Instant;

/**
 * A checkpoint was written.
 *
 * @param loss       mean since the last report, in nats
 * @param cpuSeconds of the training so far
 */
public record TrainingProgressed(String job, String worker, int step, int steps, double loss, double cpuSeconds, Instant at) implements TrainingProgressEvent {

    public static final String TYPE = "io.sluice.training.progressed.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
