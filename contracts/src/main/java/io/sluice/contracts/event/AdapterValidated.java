package io.sluice.contracts.event;

import io.sluice.contracts.adapter.AdapterState;
import java.time.Instant;

/** A version fits its base: who names it gets it. */
public record AdapterValidated(AdapterState state, String version, String actor, Instant at) implements AdapterLifecycleEvent {

    public static final String TYPE = "io.sluice.adapter.validated.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
