package io.sluice.selection.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.event.SelectionCancelled;
import io.sluice.contracts.event.SelectionPaused;
import io.sluice.contracts.event.SelectionResumed;
import io.sluice.contracts.selection.SelectionJob;
import io.sluice.contracts.selection.SelectionRequest;
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

/** Selection jobs, begun, watched and steered. Each change answers with the job that it led to. */
@RestController
class JobController {

    private static final int BODY_MAX = 1 << 20;
    private static final Duration BODY_PATIENCE = Duration.ofSeconds(30);
    private static final int LIST_MAX = 1000;

    private final Jobs jobs;
    private final StateStreams<SelectionJob> streams;
    private final JsonMapper mapper;

    JobController(Jobs jobs, StateStreams<SelectionJob> jobStreams, JsonMapper mapper) {
        this.jobs = jobs;
        this.streams = jobStreams;
        // A field that nobody knows is a slip, and one that is passed over is other rows than were wanted.
        this.mapper = mapper.rebuild().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    }

    /** @param next what {@code before} has to be for the next page; absent on the last one */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<SelectionJob> data, @Nullable String next) {
    }

    /** 202 for a job that begins, 200 for one that this Idempotency-Key began before. */
    @PostMapping("/jobs")
    Mono<ResponseEntity<SelectionJob>> begin(@RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key, ServerWebExchange exchange) {
        return BoundedBody.read(exchange, BODY_MAX, BODY_PATIENCE).switchIfEmpty(Mono.error(JobController::noBody))
                .flatMap(body -> jobs.begin(exchange, request(body), key))
                .map(begun -> ResponseEntity.status(begun.begun() ? HttpStatus.ACCEPTED : HttpStatus.OK)
                        .location(URI.create("/v1/selection/jobs/" + begun.job().id())).body(begun.job()));
    }

    private SelectionRequest request(byte[] body) {
        SelectionRequest request = mapper.readValue(body, SelectionRequest.class);
        if (request == null) {
            throw noBody();
        }
        return request;
    }

    private static SluiceException noBody() {
        return SluiceException.user(400, "invalid_json", "the request body has to be a JSON object", null);
    }

    @GetMapping("/jobs")
    Page list(@RequestParam(required = false) @Nullable String status, @RequestParam(required = false) @Nullable String before,
            @RequestParam(defaultValue = "100") int limit) {
        Answers.within("limit", limit, 1, LIST_MAX);
        List<SelectionJob> found = jobs.list(status == null ? null : status(status), before, limit + 1);
        List<SelectionJob> data = found.subList(0, Math.min(limit, found.size()));
        return new Page(data, found.size() > limit ? data.getLast().id() : null);
    }

    private static SelectionJob.Status status(String text) {
        return Arrays.stream(SelectionJob.Status.values()).filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text)).findFirst()
                .orElseThrow(() -> SluiceException.invalid("status", "invalid_value",
                        "'status' has to be one of running, paused, completed, failed, cancelled"));
    }

    @GetMapping("/jobs/{job}")
    SelectionJob find(@PathVariable String job) {
        return jobs.get(job);
    }

    /** The job, and again whenever it changes, until it has ended. */
    @GetMapping("/jobs/{job}/events")
    ResponseEntity<Flux<ServerSentEvent<SelectionJob>>> events(@PathVariable String job) {
        return streams.stream(jobs.get(job).id());
    }

    /** No step is begun any more; those that are being done end well. */
    @PostMapping("/jobs/{job}/pause")
    Mono<SelectionJob> pause(@PathVariable String job, ServerWebExchange exchange) {
        return jobs.tell(new SelectionPaused(job, Jobs.actor(exchange), jobs.now()));
    }

    @PostMapping("/jobs/{job}/resume")
    Mono<SelectionJob> resume(@PathVariable String job, ServerWebExchange exchange) {
        return jobs.tell(new SelectionResumed(job, Jobs.actor(exchange), jobs.now()));
    }

    @PostMapping("/jobs/{job}/cancel")
    Mono<SelectionJob> cancel(@PathVariable String job, ServerWebExchange exchange) {
        return jobs.tell(new SelectionCancelled(job, Jobs.actor(exchange), jobs.now()));
    }
}
