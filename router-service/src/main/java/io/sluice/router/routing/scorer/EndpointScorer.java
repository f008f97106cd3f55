package io.sluice.router.routing.scorer;

import io.sluice.router.routing.Endpoint;
import java.util.Set;

/** Rates an endpoint, 0 (worst) to 1. To add one: a class here and a line in {@code RouterConfiguration}. */
@FunctionalInterface
public interface EndpointScorer {

    /** @param models names of the models that the plan needs */
    double score(Endpoint endpoint, Set<String> models);

    /** 1 when idle, 1/2 when all slots are taken, towards 0 as the queue grows: slots/(slots + running + queued). */
    EndpointScorer LEAST_LOADED = (endpoint, models) -> {
        double slots = Math.max(1, endpoint.state().slots());
        return slots / (slots + endpoint.state().running() + endpoint.state().queued());
    };

    /**
     * 1 when every adapter that is named lies in its memory, 0 when all have to be loaded. At half the weight of
     * {@link #LEAST_LOADED} whoever holds an adapter gets its requests until all of its slots are taken while another is idle.
     */
    EndpointScorer HOLDS_ADAPTERS = (endpoint, models) -> models.stream().mapToDouble(endpoint::held).min().orElse(1);
}
