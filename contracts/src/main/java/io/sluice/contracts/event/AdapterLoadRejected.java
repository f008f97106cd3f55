package io.sluice.contracts.event;

import io.sluice.contracts.adapter.AdapterResidency;
import java.time.Instant;

/**
 * A worker can't answer with this adapter.
 *
 * @param code   stable, snake_case
 * @param reason one sentence for people
 */
public record AdapterLoadRejected(
        AdapterResidency residency, String digest, String name, String version, String code, String reason, Instant at) implements AdapterResidencyEvent {

    public static final String TYPE = "io.sluice.adapter.load.rejected.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
