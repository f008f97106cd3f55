package io.sluice.contracts.event;

import io.sluice.contracts.routing.RoutePlan;
import java.net.URI;
import java.time.Instant;

/** The router chose a plan and an endpoint. */
public record RouteDecided(
        String requestId,
        String tenant,
        String requestedModel,
        RoutePlan plan,
        URI endpoint,
        String reason,
        Instant decidedAt) implements SluiceEvent {

    public static final String TYPE = "io.sluice.route.decided.v1";

    @Override
    public String aggregateId() {
        return requestId;
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public String topic() {
        return Topics.ROUTE_DECISIONS;
    }
}
