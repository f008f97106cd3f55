package io.sluice.contracts.event;

import io.sluice.contracts.adapter.AdapterState;
import java.time.Instant;

/**
 * A version does not fit its base.
 *
 * @param code   stable, snake_case
 * @param reason one sentence for people
 */
public record AdapterRejected(
        AdapterState state, String version, String code, String reason, String actor, Instant at) implements AdapterLifecycleEvent {

    public static final String TYPE = "io.sluice.adapter.rejected.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
