package io.sluice.router.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.contracts.generation.FinishReason;
import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.Usage;
import io.sluice.contracts.model.EndpointState;
import io.sluice.contracts.model.ModelCard;
import io.sluice.contracts.routing.ProbeModel;
import io.sluice.platform.json.StrictJson;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * An inference-service that speaks the contract and knows the answers. Item {@code i} is as uncertain to the small model
 * as (i mod 100)/100 says; the small model is wrong above 0.7 where i is even, the large one on every twentieth item.
 */
final class FakeInference implements AutoCloseable {

    private static final JsonMapper MAPPER = StrictJson.mapper();
    private static final int TOKENS = 10;

    static {
        // Head and body go out as two packets; without this the second waits 40 ms for the other side's acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    /** Counted down: answers are given; else they wait. */
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile @Nullable GenerateEvent ending;
    private final AtomicInteger toEnd = new AtomicInteger();
    private final AtomicInteger toRefuse = new AtomicInteger();
    private volatile int refusal = 503;

    FakeInference() {
        this(0);
    }

    /** @param port 0 for a free one */
    FakeInference(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/models", this::models);
        server.createContext("/generate", this::generate);
        server.start();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The most answers that were being generated at once. */
    int mostAtOnce() {
        return most.get();
    }

    int answered() {
        return answered.get();
    }

    /** Answers wait until {@link #letGo()}. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    void letGo() {
        gate.countDown();
    }

    /** Every answer ends with this from now on, null for as it should. */
    void endWith(@Nullable GenerateEvent event) {
        ending = event;
        toEnd.set(event == null ? 0 : Integer.MAX_VALUE);
    }

    /** Only so many end with it. */
    void endNext(int count, GenerateEvent event) {
        ending = event;
        toEnd.set(count);
    }

    /** So many requests get nothing but a status. */
    void refuseNext(int count, int status) {
        refusal = status;
        toRefuse.set(count);
    }

    private void models(HttpExchange exchange) throws IOException {
        EndpointState state = new EndpointState(List.of(
                new ModelCard("tiny", "small", 1000, 512, 448, "aa", "ready", null),
                new ModelCard("big", "large", 9000, 512, 448, "bb", "ready", null)), running.get(), 0, 4);
        answer(exchange, "application/json", MAPPER.writeValueAsString(state));
    }

    /** An answer is no longer being generated when it is sent: its reader may ask again before the sender goes on. */
    private void generate(HttpExchange exchange) throws IOException {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        @Nullable String lines;
        try {
            lines = takeOne(toRefuse) ? null : lines(MAPPER.readValue(exchange.getRequestBody(), GenerateRequest.class));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        } finally {
            running.decrementAndGet();
        }
        if (lines == null) {
            exchange.sendResponseHeaders(refusal, -1);
            exchange.close();
        } else {
            answer(exchange, "application/x-ndjson", lines);
        }
    }

    private String lines(GenerateRequest request) throws InterruptedException {
        gate.await();
        answered.incrementAndGet();
        StringBuilder lines = new StringBuilder();
        for (GenerateEvent event : events(request)) {
            lines.append(MAPPER.writeValueAsString(event)).append('\n');
        }
        return lines.toString();
    }

    private List<GenerateEvent> events(GenerateRequest request) {
        int item = Integer.parseInt(java.util.Objects.requireNonNull(request.messages()).getFirst().content().replaceAll("\\D", ""));
        double uncertainty = uncertainty(item);
        boolean escalated = switch (request.plan().policy()) {
            case LARGE, SPECULATIVE -> true;
            case ENTROPY, CASCADE, PROBE -> !(uncertainty <= request.plan().dials().threshold());
            case SMALL, PINNED, RANDOM -> false;
        };
        boolean right = escalated ? largeIsRight(item) : smallIsRight(item);
        boolean features = request.plan().probe() != null;
        List<Double> x = new ArrayList<>(Collections.nCopies(ProbeModel.FEATURES.size(), 0.0));
        x.set(ProbeModel.FEATURES.indexOf("lastEntropy"), uncertainty);
        RoutingReport report = new RoutingReport(request.plan().policy(), request.plan().dials(), null,
                Map.of(escalated ? "big" : "tiny", TOKENS), escalated ? 1 : 0, 0, 0, escalated, uncertainty, features ? x : null, 1, 1, 0.001);
        GenerateEvent end = takeOne(toEnd) ? ending : null;
        return List.of(new GenerateEvent.Started(request.requestId(), 5),
                new GenerateEvent.Delta(0, "thinking\n#### " + (right ? item : "wrong"), List.of()),
                new GenerateEvent.Finished(0, FinishReason.STOP, null),
                end == null ? new GenerateEvent.Completed(new Usage(5, TOKENS), report) : end);
    }

    private static boolean takeOne(AtomicInteger left) {
        return left.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }

    static double uncertainty(int item) {
        return item % 100 / 100.0;
    }

    static boolean smallIsRight(int item) {
        return uncertainty(item) <= 0.7 ? largeIsRight(item) : item % 2 == 1;
    }

    static boolean largeIsRight(int item) {
        return item % 20 != 0;
    }

    private static void answer(HttpExchange exchange, String type, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(200, bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        gate.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
