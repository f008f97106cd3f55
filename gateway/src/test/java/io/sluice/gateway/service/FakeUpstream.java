package io.sluice.gateway.service;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.model.ModelCard;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.Policy;
import io.sluice.contracts.routing.RouteAnswer;
import io.sluice.contracts.routing.RoutePlan;
import io.sluice.platform.json.StrictJson;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.json.JsonMapper;

/** A router and an inference-service in one server, speaking the real contracts; what it answers is the test's choice. */
final class FakeUpstream implements AutoCloseable {

    private final JsonMapper mapper = StrictJson.mapper();
    private final DisposableServer server;
    final List<String> generateBodies = new CopyOnWriteArrayList<>();
    final List<String> traces = new CopyOnWriteArrayList<>();
    final CompletableFuture<Void> cancelled = new CompletableFuture<>();
    volatile Supplier<Flux<GenerateEvent>> events = Flux::empty;

    FakeUpstream() {
        server = HttpServer.create().host("127.0.0.1").port(0)
                .route(routes -> routes.post("/route", this::route).post("/generate", this::generate)
                        .post("/adapters/{name}/{step}", this::registry).post("/adapters/{name}/versions/{version}/{step}", this::registry)
                        .get("/adapters/{name}", this::registry).get("/models", this::models))
                .bindNow(Duration.ofSeconds(5));
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    private Mono<Void> route(HttpServerRequest request, HttpServerResponse response) {
        traces.add(String.valueOf(request.requestHeaders().get("traceparent")));
        RoutePlan plan = new RoutePlan(Policy.SMALL, "small", "large", new Dials(null, 1, 1, 1, 0, 0, 0), null, null);
        return response.header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .sendString(Mono.just(mapper.writeValueAsString(new RouteAnswer(uri(), plan, "a test")))).then();
    }

    private Mono<Void> models(HttpServerRequest request, HttpServerResponse response) {
        return response.header(HttpHeaderNames.CONTENT_TYPE, "application/json").sendString(Mono.just(mapper.writeValueAsString(
                List.of(new ModelCard("small", "small", 130, 512, 448, "aa", "ready", null))))).then();
    }

    /** Says what was asked; refuses the adapter {@code unknown}, and knows no active version of {@code idle}. */
    private Mono<Void> registry(HttpServerRequest request, HttpServerResponse response) {
        if (request.uri().contains("unknown")) {
            return response.status(404).header(HttpHeaderNames.CONTENT_TYPE, "application/json").sendString(Mono.just(
                    "{\"error\":{\"message\":\"no such adapter\",\"type\":\"invalid_request_error\",\"param\":\"name\","
                            + "\"code\":\"adapter_not_found\"}}")).then();
        }
        return request.receive().aggregate().asString(StandardCharsets.UTF_8).defaultIfEmpty("").flatMap(body -> {
            String said = request.method() + " " + request.uri() + " by " + request.requestHeaders().get("X-Sluice-Actor") + " if "
                    + request.requestHeaders().get("If-Match") + ": " + body;
            return response.header(HttpHeaderNames.CONTENT_TYPE, "application/json").header(HttpHeaderNames.ETAG, "\"8\"")
                    .sendString(Mono.just(mapper.writeValueAsString(request.uri().contains("idle") ? Map.of("said", said) : Map.of("said", said, "active", "1")))).then();
        });
    }

    /** An error among the events cuts the connection. */
    private Mono<Void> generate(HttpServerRequest request, HttpServerResponse response) {
        traces.add(String.valueOf(request.requestHeaders().get("traceparent")));
        return request.receive().aggregate().asString(StandardCharsets.UTF_8).flatMap(body -> {
            generateBodies.add(body);
            Flux<String> lines = events.get().map(event -> mapper.writerFor(GenerateEvent.class).writeValueAsString(event) + "\n")
                    .doOnCancel(() -> cancelled.complete(null));
            return response.header(HttpHeaderNames.CONTENT_TYPE, "application/x-ndjson")
                    .send(lines.map(line -> Unpooled.copiedBuffer(line, StandardCharsets.UTF_8)), flushed -> true).then();
        });
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(5));
    }
}
