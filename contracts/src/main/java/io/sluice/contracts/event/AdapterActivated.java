package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.adapter.AdapterState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version answers who names none, from now on.
 *
 * @param replaced what was active until now
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdapterActivated(
        AdapterState state, String version, @Nullable String replaced, String actor, Instant at) implements AdapterLifecycleEvent {

    public static final String TYPE = "io.sluice.adapter.activated.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
