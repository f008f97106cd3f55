package io.sluice.workflow.agent;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The upstreams that are configured.
 *
 * @param gateway for agents that name no upstream
 * @param named   others
 */
public record Upstreams(Upstream gateway, Map<String, Upstream> named) {

    public Upstreams {
        named = Map.copyOf(named);
    }

    Optional<Upstream> find(@Nullable String name) {
        return name == null ? Optional.of(gateway) : Optional.ofNullable(named.get(name));
    }
}
