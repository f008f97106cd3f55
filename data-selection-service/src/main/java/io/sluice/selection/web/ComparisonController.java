package io.sluice.selection.web;

import io.sluice.contracts.event.ComparisonEvent;
import io.sluice.contracts.selection.Comparison;
import io.sluice.contracts.selection.ComparisonRequest;
import io.sluice.platform.error.SluiceException;
import io.sluice.selection.comparison.Figure;
import java.net.URI;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Several selectors on one pool, trained and asked alike: begun, watched, cancelled, and drawn. */
@RestController
class ComparisonController {

    private static final int LIST_MAX = 100;
    private static final MediaType SVG = MediaType.valueOf("image/svg+xml");

    private final Comparisons comparisons;
    private final StateStreams<Comparison> streams;
    private final JsonBody bodies;

    ComparisonController(Comparisons comparisons, StateStreams<Comparison> comparisonStreams, JsonMapper mapper) {
        this.comparisons = comparisons;
        this.streams = comparisonStreams;
        this.bodies = new JsonBody(mapper);
    }

    /** 202 for a comparison that begins, 200 for one that this Idempotency-Key began before. */
    @PostMapping("/comparisons")
    Mono<ResponseEntity<Comparison>> begin(@RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key, ServerWebExchange exchange) {
        return bodies.read(exchange, ComparisonRequest.class)
                .flatMap(request -> comparisons.begin(exchange, request, key))
                .map(begun -> ResponseEntity.status(begun.begun() ? HttpStatus.ACCEPTED : HttpStatus.OK)
                        .location(URI.create("/v1/selection/comparisons/" + begun.thing().id())).body(begun.thing()));
    }

    @GetMapping("/comparisons")
    Page<Comparison> list(@RequestParam(required = false) @Nullable String status, @RequestParam(required = false) @Nullable String before,
            @RequestParam(defaultValue = "20") int limit) {
        Answers.within("limit", limit, 1, LIST_MAX);
        return comparisons.list(status, before, limit);
    }

    @GetMapping("/comparisons/{comparison}")
    Comparison find(@PathVariable String comparison) {
        return comparisons.get(comparison);
    }

    /** The comparison, and again whenever it changes, until it has ended. */
    @GetMapping("/comparisons/{comparison}/events")
    ResponseEntity<Flux<ServerSentEvent<Comparison>>> events(@PathVariable String comparison) {
        return streams.stream(comparisons.get(comparison).id());
    }

    /** Its jobs are cancelled, its adapters are retired. */
    @PostMapping("/comparisons/{comparison}/cancel")
    Mono<Comparison> cancel(@PathVariable String comparison, ServerWebExchange exchange) {
        return comparisons.tell(new ComparisonEvent.Cancelled(comparison, Jobs.actor(exchange), comparisons.now()));
    }

    /** Of what is known by now. */
    @GetMapping("/comparisons/{comparison}/chart.svg")
    ResponseEntity<String> chart(@PathVariable String comparison, @RequestParam(required = false) @Nullable String figure) {
        Comparison found = comparisons.get(comparison);
        Figure drawn = figure == null ? Figure.usual(found.request())
                : Arrays.stream(Figure.values()).filter(each -> each.label().equals(figure)).findFirst()
                        .orElseThrow(() -> SluiceException.invalid("figure", "invalid_value", "'figure' has to be one of "
                                + Arrays.stream(Figure.values()).map(Figure::label).collect(Collectors.joining(", "))));
        if (!drawn.knownOf(found)) {
            throw SluiceException.user(409, "figure_unknown", "no run of the comparison has told its " + drawn.label() + ", or none yet", "figure");
        }
        return ResponseEntity.ok().contentType(SVG).body(drawn.svg(found));
    }
}
