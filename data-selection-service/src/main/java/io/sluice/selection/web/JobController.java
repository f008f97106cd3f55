package io.sluice.selection.web;

import io.sluice.contracts.event.SelectionCancelled;
import io.sluice.contracts.event.SelectionPaused;
import io.sluice.contracts.event.SelectionResumed;
import io.sluice.contracts.selection.SelectionJob;
import io.sluice.contracts.selection.SelectionRequest;
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

/** Selection jobs, begun, watched and steered. Each change answers with the job that it led to. */
@RestController
class JobController {

    private static final int LIST_MAX = 1000;

    private final Jobs jobs;
    private final StateStreams<SelectionJob> streams;
    private final JsonBody bodies;

    JobController(Jobs jobs, StateStreams<SelectionJob> jobStreams, JsonMapper mapper) {
        this.jobs = jobs;
        this.streams = jobStreams;
        this.bodies = new JsonBody(mapper);
    }

    /** 202 for a job that begins, 200 for one that this Idempotency-Key began before. */
    @PostMapping("/jobs")
    Mono<ResponseEntity<SelectionJob>> begin(@RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key, ServerWebExchange exchange) {
        return bodies.read(exchange, SelectionRequest.class)
                .flatMap(request -> jobs.begin(exchange, request, key))
                .map(begun -> ResponseEntity.status(begun.begun() ? HttpStatus.ACCEPTED : HttpStatus.OK)
                        .location(URI.create("/v1/selection/jobs/" + begun.thing().id())).body(begun.thing()));
    }

    @GetMapping("/jobs")
    Page<SelectionJob> list(@RequestParam(required = false) @Nullable String status, @RequestParam(required = false) @Nullable String before,
            @RequestParam(defaultValue = "100") int limit) {
        Answers.within("limit", limit, 1, LIST_MAX);
        return jobs.list(status, before, limit);
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
