package io.sluice.inference.web;

import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.inference.batching.GenerationEngine;
import io.sluice.inference.batching.GenerationObserver;
import io.sluice.platform.trace.TraceFilter;
import java.util.function.Function;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * {@code POST /generate}: one {@link GenerateEvent} a line. Status 200 says that the request could be read; what became
 * of it is in the events, and a stream without {@code completed} or {@code failed} at its end was cut.
 *
 * <p>Lines are taken from the engine as fast as the connection takes them. A connection that closes cancels the
 * generation.
 */
@RestController
public final class GenerateController {

    /** Events taken from the engine ahead of the connection; beside the engine's own buffer. */
    private static final int AHEAD = 16;

    private final GenerationEngine engine;
    private final Function<String, GenerationObserver> observers;

    /** @param observers who is told of a request's end, by its W3C trace context */
    public GenerateController(GenerationEngine engine, Function<String, GenerationObserver> observers) {
        this.engine = engine;
        this.observers = observers;
    }

    @PostMapping(path = "/generate", consumes = MediaType.APPLICATION_JSON_VALUE, produces = MediaType.APPLICATION_NDJSON_VALUE)
    Flux<GenerateEvent> generate(@RequestBody GenerateRequest request, ServerWebExchange exchange) {
        GenerationObserver told = observers.apply(TraceFilter.of(exchange).traceparent());
        return JdkFlowAdapter.flowPublisherToFlux(engine.generate(request, told))
                .subscribeOn(Schedulers.parallel())
                .publishOn(Schedulers.parallel(), AHEAD);
    }
}
