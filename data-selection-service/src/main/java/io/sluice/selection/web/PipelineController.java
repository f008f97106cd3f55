package io.sluice.selection.web;

import io.sluice.contracts.event.PipelineEvent;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.platform.error.SluiceException;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
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

/** Select, train, judge, promote: begun, watched, cancelled and taken back. Each change answers with the pipeline that it led to. */
@RestController
class PipelineController {

    private static final int LIST_MAX = 1000;
    private static final int REASON_MAX = 500;

    private final Pipelines pipelines;
    private final StateStreams<Pipeline> streams;
    private final JsonBody bodies;

    PipelineController(Pipelines pipelines, StateStreams<Pipeline> pipelineStreams, JsonMapper mapper) {
        this.pipelines = pipelines;
        this.streams = pipelineStreams;
        this.bodies = new JsonBody(mapper);
    }

    /** Body of a roll-back. */
    record Why(@Nullable String reason) {
    }

    /** 202 for a pipeline that begins, 200 for one that this Idempotency-Key began before. */
    @PostMapping("/pipelines")
    Mono<ResponseEntity<Pipeline>> begin(@RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key, ServerWebExchange exchange) {
        return bodies.read(exchange, PipelineRequest.class)
                .flatMap(request -> pipelines.begin(exchange, request, key))
                .map(begun -> ResponseEntity.status(begun.begun() ? HttpStatus.ACCEPTED : HttpStatus.OK)
                        .location(URI.create("/v1/selection/pipelines/" + begun.thing().id())).body(begun.thing()));
    }

    @GetMapping("/pipelines")
    Page<Pipeline> list(@RequestParam(required = false) @Nullable String status, @RequestParam(required = false) @Nullable String before,
            @RequestParam(defaultValue = "100") int limit) {
        Answers.within("limit", limit, 1, LIST_MAX);
        return pipelines.list(status, before, limit);
    }

    @GetMapping("/pipelines/{pipeline}")
    Pipeline find(@PathVariable String pipeline) {
        return pipelines.get(pipeline);
    }

    /** Whenever it changes, until it has ended. */
    @GetMapping("/pipelines/{pipeline}/events")
    ResponseEntity<Flux<ServerSentEvent<Pipeline>>> events(@PathVariable String pipeline) {
        return streams.stream(pipelines.get(pipeline).id());
    }

    /** Its jobs are cancelled, a canary is ended, the candidate is retired. */
    @PostMapping("/pipelines/{pipeline}/cancel")
    Mono<Pipeline> cancel(@PathVariable String pipeline, ServerWebExchange exchange) {
        return pipelines.tell(new PipelineEvent.Cancelled(pipeline, Jobs.actor(exchange), pipelines.now()));
    }

    /** What was active before the promotion is again. */
    @PostMapping("/pipelines/{pipeline}/rollback")
    Mono<Pipeline> rollBack(@PathVariable String pipeline, ServerWebExchange exchange) {
        return bodies.read(exchange, Why.class, new Why(null)).flatMap(why -> {
            if (why.reason() != null && why.reason().length() > REASON_MAX) {
                throw SluiceException.invalid("reason", "invalid_value", "'reason' has at most " + REASON_MAX + " characters");
            }
            return pipelines.tell(new PipelineEvent.RollbackRequested(pipeline, Jobs.actor(exchange), why.reason(), pipelines.now()));
        });
    }
}
