package io.sluice.selection.remote;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.contracts.event.PipelineEvent;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.platform.json.StrictJson;
import io.sluice.selection.pipeline.PipelineFold;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The service's API around one pipeline, of which one more fact is told at each look. */
final class ScriptedService implements AutoCloseable {

    static final String ID = "pipe_1";
    static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final JsonMapper JSON = StrictJson.mapper();

    private final HttpServer server;
    private final PipelineFold fold = new PipelineFold();
    private final Queue<PipelineEvent> facts = new ArrayDeque<>();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final AtomicInteger looks = new AtomicInteger();
    private volatile @Nullable PipelineRequest request;

    /** @param facts after the first one, by the request */
    ScriptedService(List<Function<PipelineRequest, PipelineEvent>> facts) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/datasets", exchange -> {
            asked.add("upload " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).strip());
            answer(exchange, 201, "{\"digest\":\"" + "ab".repeat(32) + "\"}");
        });
        server.createContext("/jobs", exchange -> answer(exchange, 200, "{\"progress\":{\"shards_done\":1,\"shards\":4}}"));
        server.createContext("/trainings", exchange -> answer(exchange, looks.incrementAndGet() == 1 ? 200 : 404, "{\"step\":150,\"steps\":600}"));
        server.createContext("/pipelines", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
            byte[] body = exchange.getRequestBody().readAllBytes();
            synchronized (fold) {
                if (exchange.getRequestURI().getPath().equals("/pipelines")) {
                    request = JSON.readValue(body, PipelineRequest.class);
                    if (request.adapter().equals("taken")) {
                        answer(exchange, 400, "{\"error\":{\"code\":\"invalid_value\",\"param\":\"adapter\",\"message\":\"is taken\"}}");
                        return;
                    }
                    fold.apply(new PipelineEvent.Requested(ID, request, "ops", AT));
                    facts.forEach(fact -> this.facts.add(fact.apply(request)));
                } else if (!this.facts.isEmpty()) {
                    fold.apply(this.facts.remove());
                }
                answer(exchange, 200, JSON.writeValueAsString(fold.view()));
            }
        });
        server.start();
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        try (exchange) {
            exchange.getResponseBody().write(bytes);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<String> asked() {
        return List.copyOf(asked);
    }

    Pipeline now() {
        synchronized (fold) {
            return fold.view();
        }
    }

    @Nullable PipelineRequest request() {
        return request;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
