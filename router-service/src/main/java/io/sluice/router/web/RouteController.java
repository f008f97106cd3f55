package io.sluice.router.web;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.adapter.AdaptedName;
import io.sluice.contracts.event.RouteDecided;
import io.sluice.contracts.model.ModelCard;
import io.sluice.contracts.routing.RouteAnswer;
import io.sluice.contracts.routing.RouteRequest;
import io.sluice.platform.error.SluiceException;
import io.sluice.platform.event.EventPublisher;
import io.sluice.platform.trace.TraceFilter;
import io.sluice.router.endpoint.EndpointRegistry;
import io.sluice.router.routing.RouteOutcome;
import io.sluice.router.routing.Router;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** {@code POST /route} and {@code GET /models}. */
@RestController
class RouteController {

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Router router;
    private final EndpointRegistry endpoints;
    private final EventPublisher events;
    private final MeterRegistry meters;
    private final Clock clock;

    RouteController(Router router, EndpointRegistry endpoints, EventPublisher events, MeterRegistry meters, Clock clock) {
        this.router = router;
        this.endpoints = endpoints;
        this.events = events;
        this.meters = meters;
        this.clock = clock;
    }

    @PostMapping("/route")
    RouteAnswer route(@RequestBody RouteRequest request, ServerWebExchange exchange) {
        require("requestId", request.requestId());
        require("tenant", request.tenant());
        require("model", request.model());
        require("overrides", request.overrides());
        return switch (router.route(request, endpoints.list())) {
            case RouteOutcome.Routed routed -> {
                RouteAnswer answer = routed.answer();
                String policy = answer.plan().policy().name().toLowerCase(Locale.ROOT);
                meters.counter("sluice.route.decisions", "policy", policy, "model", AdaptedName.baseOf(request.model()),
                        "calibrated", Boolean.toString(answer.plan().calibrationId() != null),
                        "degraded", Boolean.toString(answer.reason().startsWith("degraded"))).increment();
                events.publish(new RouteDecided(request.requestId(), request.tenant(), request.model(), answer.plan(),
                        answer.endpoint(), answer.reason(), clock.instant()), TraceFilter.of(exchange).traceparent());
                yield answer;
            }
            case RouteOutcome.UnknownModel unknown -> throw SluiceException.user(404, "model_not_found",
                    "the model '" + unknown.model() + "' does not exist; GET /v1/models lists those that do", "model");
            case RouteOutcome.InvalidDial invalid -> throw SluiceException.invalid(invalid.field(), "invalid_value", invalid.message());
            case RouteOutcome.NoEndpoint none -> throw SluiceException.capacity(503, "no_endpoint", none.message(), RETRY);
        };
    }

    /** Every model that some live endpoint has, ready or refused; of two with one name the ready one is told. */
    @GetMapping("/models")
    List<ModelCard> models() {
        Map<String, ModelCard> byName = new LinkedHashMap<>();
        endpoints.list().stream().flatMap(endpoint -> endpoint.state().models().stream())
                .forEach(card -> byName.merge(card.name(), card, (one, other) -> one.ready() ? one : other));
        return List.copyOf(byName.values());
    }

    private static void require(String field, Object value) {
        if (value == null) {
            throw SluiceException.invalid(field, "missing_field", field + " is required");
        }
    }
}
