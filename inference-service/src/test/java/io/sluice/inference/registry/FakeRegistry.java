package io.sluice.inference.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.inference.fixture.StoredAdapter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Answers {@code GET /blobs/SHA256}. */
public final class FakeRegistry implements AutoCloseable {

    private final HttpServer server;
    /** By the digest that they are asked for by. */
    public final Map<String, byte[]> blobs = new ConcurrentHashMap<>();

    public FakeRegistry() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/blobs/", this::blob);
        server.start();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    public FakeRegistry with(StoredAdapter adapter) throws IOException {
        for (AdapterManifest.File file : adapter.manifest().files()) {
            blobs.put(file.sha256(), Files.readAllBytes(adapter.folder().resolve(file.name())));
        }
        return this;
    }

    private void blob(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] blob = blobs.get(exchange.getRequestURI().getPath().substring("/blobs/".length()));
            exchange.sendResponseHeaders(blob == null ? 404 : 200, blob == null ? -1 : 0);
            if (blob != null) {
                exchange.getResponseBody().write(blob);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
