package io.sluice.contracts.event;

import io.sluice.contracts.adapter.AdapterResidency;
import java.time.Instant;

/** A worker tells what it holds: when it starts, and now and then. */
public record AdapterResidencyTold(AdapterResidency residency, Instant at) implements AdapterResidencyEvent {

    public static final String TYPE = "io.sluice.adapter.residency.told.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
