package io.sluice.contracts.event;

import java.time.Instant;

/**
 * The job was begun and can not be brought to an end.
 *
 * @param code stable, e.g. {@code budget_exceeded}
 */
public record TrainingFailed(String job, String worker, String code, String message, Instant at) implements TrainingProgressEvent {

    public static final String TYPE = "io.sluice.training.failed.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
