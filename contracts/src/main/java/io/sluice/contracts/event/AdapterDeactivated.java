package io.sluice.contracts.event;

import io.sluice.contracts.adapter.AdapterState;
import java.time.Instant;

/**
 * Nothing answers any more who names no version.
 *
 * @param version what was active
 */
public record AdapterDeactivated(AdapterState state, String version, String actor, Instant at) implements AdapterLifecycleEvent {

    public static final String TYPE = "io.sluice.adapter.deactivated.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
