package io.sluice.contracts.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.adapter.AdapterState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version has a further name.
 *
 * @param version absent: the alias is gone
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AdapterAliased(
        AdapterState state, String alias, @Nullable String version, String actor, Instant at) implements AdapterLifecycleEvent {

    public static final String TYPE = "io.sluice.adapter.aliased.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
