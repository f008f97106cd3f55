package io.sluice.contracts.event;

import io.sluice.contracts.adapter.AdapterState;
import java.time.Instant;

/** A version answers nobody any more, for good. */
public record AdapterRetired(AdapterState state, String version, String actor, Instant at) implements AdapterLifecycleEvent {

    public static final String TYPE = "io.sluice.adapter.retired.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
