package io.sluice.contracts.routing;

import java.net.URI;

/**
 * Answer to {@link RouteRequest}.
 *
 * @param endpoint base address of the inference-service to stream from
 * @param plan     what it is to run
 * @param reason   one short sentence for people: why this plan
 */
public record RouteAnswer(URI endpoint, RoutePlan plan, String reason) {
}
