package io.sluice.router.routing.scorer;

import io.sluice.router.routing.Endpoint;

/** Rates an endpoint, 0 (worst) to 1. To add one: a class here and a line in {@code RouterConfiguration}. */
@FunctionalInterface
public interface EndpointScorer {

    double score(Endpoint endpoint);

    /** 1 when idle, 1/2 when all slots are taken, towards 0 as the queue grows: slots/(slots + running + queued). */
    EndpointScorer LEAST_LOADED = endpoint -> {
        double slots = Math.max(1, endpoint.state().slots());
        return slots / (slots + endpoint.state().running() + endpoint.state().queued());
    };
}
