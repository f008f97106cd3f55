package io.sluice.selection.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.contracts.likelihood.LikelihoodAnswer;
import io.sluice.contracts.likelihood.LikelihoodRequest;
import io.sluice.platform.json.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/** An inference-service whose model {@code held} answers once it is let go, {@code stuck} keeps its callers waiting, {@code away} sends them away, and which knows no {@code nobody}. */
final class FakeModels implements AutoCloseable {

    private static final JsonMapper JSON = StrictJson.mapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, CountDownLatch> asked = Map.of("held", new CountDownLatch(1), "stuck", new CountDownLatch(1));
    private final CountDownLatch let = new CountDownLatch(1);
    private final CountDownLatch never = new CountDownLatch(1);

    FakeModels() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/likelihoods", this::answer);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Returns when somebody waits for the model. */
    void awaitAsked(String model) throws InterruptedException {
        Objects.requireNonNull(asked.get(model)).await();
    }

    void letGo() {
        let.countDown();
    }

    private void answer(HttpExchange exchange) throws IOException {
        LikelihoodRequest request = JSON.readValue(exchange.getRequestBody().readAllBytes(), LikelihoodRequest.class);
        switch (request.model()) {
            case "nobody" -> send(exchange, 404, "{\"error\":{\"message\":\"there is no such model\",\"code\":\"model_not_found\",\"param\":\"model\"}}");
            case "away" -> send(exchange, 503, "{\"error\":{\"message\":\"come later\",\"code\":\"busy\"}}");
            default -> {
                CountDownLatch waited = asked.get(request.model());
                if (waited != null) {
                    waited.countDown();
                    hold(request.model().equals("held") ? let : never);
                }
                send(exchange, 200, JSON.writeValueAsString(new LikelihoodAnswer(request.model(), "d", request.passages().stream().map(each ->
                        new LikelihoodAnswer.Likelihood(each.completion().length(), -0.01 * Math.floorMod(each.completion().hashCode(), 1000))).toList())));
            }
        }
    }

    private static void hold(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
