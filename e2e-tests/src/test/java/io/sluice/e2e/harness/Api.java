package io.sluice.e2e.harness;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One service's HTTP surface as one holder of a key sees it. Thread-safe. */
public final class Api {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_LIMIT).build();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration STALL = Duration.ofSeconds(30);

    private final URI base;
    private final List<String> headers;

    public Api(URI base, String... headers) {
        this.base = base;
        this.headers = List.of(headers);
    }

    public static Api withKey(URI base, String key) {
        return new Api(base, "Authorization", "Bearer " + key);
    }

    public Api withHeader(String name, String value) {
        return new Api(base, Stream.concat(headers.stream(), Stream.of(name, value)).toArray(String[]::new));
    }

    public Reply get(String path) {
        return send(request(path).GET().build());
    }

    public Reply delete(String path) {
        return send(request(path).DELETE().build());
    }

    public Reply post(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)).build());
    }

    public Reply post(String path, Object body) {
        return post(path, Json.write(body));
    }

    public Reply put(String path, String contentType, String text) {
        return send(request(path).header("Content-Type", contentType).PUT(BodyPublishers.ofString(text)).build());
    }

    /** A file's bytes as the body. */
    public Reply upload(String path, String contentType, byte[] body) {
        return send(request(path).header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(body)).build());
    }

    public Reply chat(Ask ask) {
        return post("/v1/chat/completions", ask.json());
    }

    public Reply complete(Ask ask) {
        return post("/v1/completions", ask.json());
    }

    public SseStream streamChat(Ask ask) {
        return stream("/v1/chat/completions", ask);
    }

    /** What happens to a run, as it happens. */
    public SseStream follow(String run, long lastEventId) {
        URI target = base.resolve("/v1/runs/" + run + "/events");
        try {
            HttpURLConnection connection = open(target);
            connection.setRequestProperty("Accept", "text/event-stream");
            connection.setRequestProperty("Last-Event-ID", Long.toString(lastEventId));
            return SseStream.of(connection);
        } catch (IOException e) {
            throw new AssertionError("no answer from " + target, e);
        }
    }

    /**
     * Reads with {@link HttpURLConnection}: the JDK's newer client throws away what came just before a connection was cut.
     */
    public SseStream stream(String path, Ask ask) {
        URI target = base.resolve(path);
        try {
            HttpURLConnection connection = open(target);
            connection.setRequestProperty("Content-Type", "application/json");
            connection.setDoOutput(true);
            try (OutputStream body = connection.getOutputStream()) {
                body.write(ask.with("stream", true).json().getBytes(StandardCharsets.UTF_8));
            }
            return SseStream.of(connection);
        } catch (IOException e) {
            throw new AssertionError("no answer from " + target, e);
        }
    }

    private HttpURLConnection open(URI target) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) target.toURL().openConnection();
        connection.setConnectTimeout((int) CONNECT_LIMIT.toMillis());
        connection.setReadTimeout((int) LIMIT.toMillis());
        for (int i = 0; i < headers.size(); i += 2) {
            connection.setRequestProperty(headers.get(i), headers.get(i + 1));
        }
        return connection;
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(LIMIT);
        return headers.isEmpty() ? request : request.headers(headers.toArray(String[]::new));
    }

    private static Reply send(HttpRequest request) {
        CompletableFuture<HttpResponse<String>> answer = CLIENT.sendAsync(request, BodyHandlers.ofString());
        CompletableFuture<Void> watch = CompletableFuture.runAsync(() -> Stall.record(request.method() + " " + request.uri()),
                CompletableFuture.delayedExecutor(STALL.toMillis(), TimeUnit.MILLISECONDS));
        try {
            HttpResponse<String> response = answer.get();
            return new Reply(response.statusCode(), response.headers(), response.body());
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError("no answer from " + request.uri(), e);
        } finally {
            watch.cancel(false);
        }
    }
}
