package io.sluice.selection.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.event.PipelineEvent;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.platform.body.BoundedBody;
import io.sluice.platform.error.SluiceException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Select, train, judge, promote: begun, watched, cancelled and taken back. Each change answers with the pipeline that it led to. */
@RestController
class PipelineController {

    private static final int BODY_MAX = 1 << 20;
    private static final Duration BODY_PATIENCE = Duration.ofSeconds(30);
    private static final int LIST_MAX = 1000;
    private static final int REASON_MAX = 500;

    private final Pipelines pipelines;
    private final StateStreams<Pipeline> streams;
    private final JsonMapper mapper;

    PipelineController(Pipelines pipelines, StateStreams<Pipeline> pipelineStreams, JsonMapper mapper) {
        this.pipelines = pipelines;
        this.streams = pipelineStreams;
        // A field that nobody knows is a slip, and one that is passed over is another judgement than was wanted.
        this.mapper = mapper.rebuild().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    }

    /** @param next what {@code before} has to be for the next page; absent on the last one */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<Pipeline> data, @Nullable String next) {
    }

    /** Body of a roll-back. */
    record Why(@Nullable String reason) {
    }

    /** 202 for a pipeline that begins, 200 for one that this Idempotency-Key began before. */
    @PostMapping("/pipelines")
    Mono<ResponseEntity<Pipeline>> begin(@RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key, ServerWebExchange exchange) {
        return BoundedBody.read(exchange, BODY_MAX, BODY_PATIENCE).switchIfEmpty(Mono.error(PipelineController::noBody))
                .flatMap(body -> pipelines.begin(exchange, read(body, PipelineRequest.class), key))
                .map(begun -> ResponseEntity.status(begun.begun() ? HttpStatus.ACCEPTED : HttpStatus.OK)
                        .location(URI.create("/v1/selection/pipelines/" + begun.pipeline().id())).body(begun.pipeline()));
    }

    private <T> T read(byte[] body, Class<T> type) {
        T read = mapper.readValue(body, type);
        if (read == null) {
            throw noBody();
        }
        return read;
    }

    private static SluiceException noBody() {
        return SluiceException.user(400, "invalid_json", "the request body has to be a JSON object", null);
    }

    @GetMapping("/pipelines")
    Page list(@RequestParam(required = false) @Nullable String status, @RequestParam(required = false) @Nullable String before,
            @RequestParam(defaultValue = "100") int limit) {
        Answers.within("limit", limit, 1, LIST_MAX);
        List<Pipeline> found = pipelines.list(status == null ? null : status(status), before, limit + 1);
        List<Pipeline> data = found.subList(0, Math.min(limit, found.size()));
        return new Page(data, found.size() > limit ? data.getLast().id() : null);
    }

    private static Pipeline.Status status(String text) {
        return Arrays.stream(Pipeline.Status.values()).filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text)).findFirst()
                .orElseThrow(() -> SluiceException.invalid("status", "invalid_value",
                        "'status' has to be one of running, promoted, rejected, failed, cancelled, rolling_back, rolled_back"));
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
        return BoundedBody.read(exchange, BODY_MAX, BODY_PATIENCE).map(body -> read(body, Why.class)).defaultIfEmpty(new Why(null)).flatMap(why -> {
            if (why.reason() != null && why.reason().length() > REASON_MAX) {
                throw SluiceException.invalid("reason", "invalid_value", "'reason' has at most " + REASON_MAX + " characters");
            }
            return pipelines.tell(new PipelineEvent.RollbackRequested(pipeline, Jobs.actor(exchange), why.reason(), pipelines.now()));
        });
    }
}
