package io.sluice.contracts.event;

import io.sluice.contracts.adapter.AdapterResidency;
import java.time.Instant;

/**
 * A worker has freed this adapter's memory.
 *
 * @param reason {@code retired}, {@code evicted} or {@code stopped}
 */
public record AdapterUnloaded(
        AdapterResidency residency, String digest, String name, String version, String reason, Instant at) implements AdapterResidencyEvent {

    public static final String TYPE = "io.sluice.adapter.unloaded.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
