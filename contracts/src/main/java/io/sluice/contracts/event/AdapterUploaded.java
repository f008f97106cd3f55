package io.sluice.contracts.event;

import io.sluice.contracts.adapter.AdapterState;
import java.time.Instant;

/** A version's files are in the artifact store and sound in themselves. */
public record AdapterUploaded(AdapterState state, String version, String actor, Instant at) implements AdapterLifecycleEvent {

    public static final String TYPE = "io.sluice.adapter.uploaded.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
