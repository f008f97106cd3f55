package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.adapter.AdapterState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A tenant gets one version whatever is active.
 *
 * @param version absent: it gets what everybody gets, again
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdapterPinned(
        AdapterState state, String tenant, @Nullable String version, String actor, Instant at) implements AdapterLifecycleEvent {

    public static final String TYPE = "io.sluice.adapter.pinned.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
