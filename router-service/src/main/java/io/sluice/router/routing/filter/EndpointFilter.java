package io.sluice.router.routing.filter;

import io.sluice.router.routing.Endpoint;
import java.util.Set;

/** Keeps the endpoints that can serve. To add one: a class here and a line in {@code RouterConfiguration}. */
@FunctionalInterface
public interface EndpointFilter {

    /** @param models names of the models that the plan needs */
    boolean keeps(Endpoint endpoint, Set<String> models);

    /** Every model of the plan, or its base, is loaded there and passed its self-check. */
    EndpointFilter SERVES_MODELS = (endpoint, models) -> models.stream().allMatch(endpoint::serves);
}
