package io.sluice.contracts.event;

import io.sluice.contracts.adapter.AdapterResidency;
import java.time.Instant;

/**
 * A worker can answer with this adapter.
 *
 * @param digest     the manifest's
 * @param loadMillis from the wish to readiness
 */
public record AdapterLoaded(
        AdapterResidency residency, String digest, String name, String version, double loadMillis, Instant at) implements AdapterResidencyEvent {

    public static final String TYPE = "io.sluice.adapter.loaded.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
