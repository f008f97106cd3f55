package io.sluice.gateway.service;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.sluice.contracts.workflow.WorkflowRun;
import io.sluice.platform.json.StrictJson;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/** A workflow-service that speaks the real contracts; how its one run goes is the test's choice. */
final class FakeWorkflows implements AutoCloseable {

    static final String LISTING = """
            {"object": "list", "data": [{"name": "solve", "version": 3, "digest": "aa", "actor": "ops", "at": "2026-11-21T12:00:00.5Z"}]}""";

    private final JsonMapper mapper = StrictJson.mapper();
    private final DisposableServer server;
    final BlockingQueue<String> asked = new LinkedBlockingQueue<>();
    final List<String> streamsAfter = new CopyOnWriteArrayList<>();
    /** What each stream of events writes; the end of the last one is the run's. */
    volatile Supplier<Flux<String>> events = Flux::empty;
    /** Ends when a run that was asked for is told to have begun. */
    volatile Mono<Void> begun = Mono.empty();
    /** Which workflows there are; empty: the connection is cut. */
    volatile String listing = LISTING;
    volatile WorkflowRun run = run(WorkflowRun.Status.COMPLETED, "42", null);

    FakeWorkflows() {
        server = HttpServer.create().host("127.0.0.1").port(0)
                .route(routes -> routes
                        .get("/workflows", this::list)
                        .post("/workflows/{name}/runs", this::start)
                        .get("/runs/{id}/events", this::events)
                        .get("/runs/{id}", (request, response) -> json(response, 200, run))
                        .post("/runs/{id}/cancel", this::said)
                        .put("/workflows/{name}", this::said))
                .bindNow(Duration.ofSeconds(5));
    }

    static WorkflowRun run(WorkflowRun.Status status, @Nullable String answer, WorkflowRun.@Nullable Fault fault) {
        return new WorkflowRun("r1", "solve", 3, "user", status, 9, answer, "pass", status == WorkflowRun.Status.COMPLETED ? "verified" : null,
                fault, null, new WorkflowRun.Used(2, 30, 12, 0.5, 0.25, 0.3, 1.5), new WorkflowRun.Saved(4, 0.5, 0.6), 7,
                Instant.EPOCH, Instant.EPOCH);
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    private Mono<Void> list(HttpServerRequest request, HttpServerResponse response) {
        if (listing.isEmpty()) {
            response.withConnection(connection -> connection.channel().close());
            return Mono.never();
        }
        return response.status(listing.startsWith("{") ? 200 : 503).header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .sendString(Mono.just(listing)).then();
    }

    private Mono<Void> start(HttpServerRequest request, HttpServerResponse response) {
        if ("missing".equals(request.param("name"))) {
            return response.status(404).header(HttpHeaderNames.CONTENT_TYPE, "application/json").sendString(Mono.just(
                    "{\"error\":{\"message\":\"there is no workflow\",\"type\":\"invalid_request_error\",\"param\":\"model\","
                            + "\"code\":\"workflow_not_found\",\"problems\":[]}}")).then();
        }
        return heard(request).then(begun).then(json(response, 202, run(WorkflowRun.Status.RUNNING, null, null)));
    }

    private Mono<Void> said(HttpServerRequest request, HttpServerResponse response) {
        return heard(request).then(json(response, 200, run(WorkflowRun.Status.CANCELLED, null, null)));
    }

    private Mono<String> heard(HttpServerRequest request) {
        return request.receive().aggregate().asString(StandardCharsets.UTF_8).defaultIfEmpty("").doOnNext(body ->
                asked.add(request.method() + " " + request.uri() + " by " + request.requestHeaders().get("X-Sluice-Actor") + " admin "
                        + request.requestHeaders().get("X-Sluice-Admin") + " key " + request.requestHeaders().get("Idempotency-Key") + ": " + body));
    }

    private Mono<Void> events(HttpServerRequest request, HttpServerResponse response) {
        streamsAfter.add(String.valueOf(request.requestHeaders().get("Last-Event-ID")));
        return response.header(HttpHeaderNames.CONTENT_TYPE, "text/event-stream")
                .send(events.get().map(text -> Unpooled.copiedBuffer(text, StandardCharsets.UTF_8)), flushed -> true).then();
    }

    private Mono<Void> json(HttpServerResponse response, int status, Object body) {
        return response.status(status).header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .sendString(Mono.fromSupplier(() -> mapper.writeValueAsString(body))).then();
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(5));
    }
}
