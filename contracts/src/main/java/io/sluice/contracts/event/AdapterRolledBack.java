package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.adapter.AdapterState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A canary was ended, or the version that was active before answers again.
 *
 * @param from   what was in canary or active
 * @param to     what is active now, where anything is
 * @param reason the signal or person that asked for it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdapterRolledBack(
        AdapterState state, String from, @Nullable String to, @Nullable String reason, String actor, Instant at) implements AdapterLifecycleEvent {

    public static final String TYPE = "io.sluice.adapter.rolledback.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
