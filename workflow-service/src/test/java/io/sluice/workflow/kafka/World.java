package io.sluice.workflow.kafka;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * What steps act upon: counts how often each effect was done, and knows which of them their workers were told to be durable.
 * An effect that is done once more after that is a fault, as is one done twice that must not be repeated.
 */
final class World implements AutoCloseable {

    private final HttpServer server;
    private final Map<String, Integer> done = new ConcurrentHashMap<>();
    private final Map<String, Boolean> recorded = new ConcurrentHashMap<>();
    private final List<String> faults = new CopyOnWriteArrayList<>();

    World() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/call", this::call);
        server.createContext("/once", this::once);
        server.createContext("/recorded", this::recorded);
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<String> faults() {
        return faults;
    }

    int done(String key) {
        return done.getOrDefault(key, 0);
    }

    Map<String, Integer> all() {
        return done;
    }

    private void call(HttpExchange exchange) throws IOException {
        String key = exchange.getRequestURI().getQuery();
        if (recorded.containsKey(key)) {
            faults.add(key + " was done again after it was recorded");
        }
        done.merge(key, 1, Integer::sum);
        answer(exchange);
    }

    private void once(HttpExchange exchange) throws IOException {
        String key = exchange.getRequestURI().getQuery();
        if (done.merge(key, 1, Integer::sum) > 1) {
            faults.add(key + " was done twice");
        }
        answer(exchange);
    }

    private void recorded(HttpExchange exchange) throws IOException {
        recorded.put(exchange.getRequestURI().getQuery(), true);
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    /** As slow as a small model. */
    private static void answer(HttpExchange exchange) throws IOException {
        LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(60_000_000));
        byte[] body = "\"done\"".getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
