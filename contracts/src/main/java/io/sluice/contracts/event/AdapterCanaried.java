package io.sluice.contracts.event;

import io.sluice.contracts.adapter.AdapterState;
import java.time.Instant;
import java.util.List;

/**
 * A version answers a share of the requests that name none.
 *
 * @param percent of requests, 0..100
 * @param tenants who gets it always
 */
public record AdapterCanaried(
        AdapterState state, String version, double percent, List<String> tenants, String actor, Instant at) implements AdapterLifecycleEvent {

    public static final String TYPE = "io.sluice.adapter.canaried.v1";

    @Override
    public String type() {
        return TYPE;
    }
}
