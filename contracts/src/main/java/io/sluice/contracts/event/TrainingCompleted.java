package io.sluice.contracts.event;

import java.time.Instant;
import java.util.Map;

/**
 * The registry has the adapter.
 *
 * @param digest  of the manifest
 * @param metrics of the manifest
 */
public record TrainingCompleted(
        String job, String worker, String adapter, String version, String digest, Map<String, Double> metrics, Instant at)
        implements TrainingProgressEvent {

    public static final String TYPE = "io.sluice.training.completed.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
