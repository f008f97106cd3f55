package io.sluice.inference.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Answers as a hub does: the tree with sizes and digests, files by {@code /resolve/}, weights by a redirect to another
 * host, ranges, 401 for a gated model, 404.
 */
final class FakeHub implements AutoCloseable {

    private final HttpServer hub;
    private final HttpServer storage;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private final Map<String, Integer> cuts = new ConcurrentHashMap<>();
    final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    final List<String> tokensAtStorage = Collections.synchronizedList(new ArrayList<>());
    volatile @Nullable String token;
    volatile boolean ignoresRanges;
    volatile boolean lies;
    volatile boolean hangs;
    volatile int status;

    FakeHub() throws IOException {
        hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        storage = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext("/", this::serveHub);
        storage.createContext("/", this::serveStorage);
        hub.start();
        storage.start();
    }

    URI address() {
        return URI.create("http://localhost:" + hub.getAddress().getPort());
    }

    FakeHub with(String name, byte[] content) {
        files.put(name, content);
        return this;
    }

    /** The next answers with this file end after so many bytes. */
    FakeHub cutting(String name, int bytes) {
        cuts.put(name, bytes);
        return this;
    }

    private void serveHub(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(path + range(exchange));
        String authorization = exchange.getRequestHeaders().getFirst("Authorization");
        if (status != 0) {
            finish(exchange, status);
        } else if (token != null && !("Bearer " + token).equals(authorization)) {
            finish(exchange, 401);
        } else if (path.equals("/api/models/acme/tiny/tree/main")) {
            body(exchange, 200, tree().getBytes());
        } else if (path.startsWith("/acme/tiny/resolve/main/")) {
            file(exchange, path.substring("/acme/tiny/resolve/main/".length()));
        } else {
            finish(exchange, 404);
        }
    }

    private void file(HttpExchange exchange, String name) throws IOException {
        if (!files.containsKey(name)) {
            finish(exchange, 404);
        } else if (name.endsWith(".safetensors")) {
            exchange.getResponseHeaders().set("Location", "http://localhost:" + storage.getAddress().getPort() + "/" + name);
            finish(exchange, 302);
        } else {
            body(exchange, 200, files.get(name));
        }
    }

    private void serveStorage(HttpExchange exchange) throws IOException {
        tokensAtStorage.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
        String name = exchange.getRequestURI().getPath().substring(1);
        byte[] all = files.get(name);
        byte[] content = lies ? new byte[all.length] : all;
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null || ignoresRanges ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        if (from >= content.length) {
            finish(exchange, 416);
            return;
        }
        if (from > 0) {
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (all.length - 1) + "/" + all.length);
        }
        send(exchange, from > 0 ? 206 : 200, Arrays.copyOfRange(content, from, content.length), cuts.remove(name));
    }

    private void send(HttpExchange exchange, int code, byte[] content, @Nullable Integer cut) throws IOException {
        exchange.sendResponseHeaders(code, content.length);
        OutputStream out = exchange.getResponseBody();
        if (hangs) {
            out.flush();
            return;
        }
        out.write(content, 0, cut == null ? content.length : Math.min(cut, content.length));
        out.flush();
        exchange.close();
    }

    private String tree() {
        JsonMapper json = JsonMapper.builder().build();
        ArrayNode tree = json.createArrayNode();
        tree.addObject().put("type", "directory").put("path", "original").put("size", 0);
        files.forEach((name, content) -> {
            ObjectNode entry = tree.addObject().put("type", "file").put("path", name).put("oid", "0a1b");
            if (name.endsWith(".safetensors")) {
                entry.put("size", 134);
                entry.putObject("lfs").put("oid", sha256(content)).put("size", content.length).put("pointerSize", 134);
            }
            entry.put("size", content.length);
        });
        return tree.toString();
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String range(HttpExchange exchange) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        return range == null ? "" : " " + range;
    }

    private static void body(HttpExchange exchange, int code, byte[] content) throws IOException {
        exchange.sendResponseHeaders(code, content.length == 0 ? -1 : content.length);
        if (content.length > 0) {
            exchange.getResponseBody().write(content);
        }
        exchange.close();
    }

    private static void finish(HttpExchange exchange, int code) {
        try {
            exchange.sendResponseHeaders(code, -1);
            exchange.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        hub.stop(0);
        storage.stop(0);
    }
}
