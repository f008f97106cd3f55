package io.sluice.e2e.harness;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** One service's HTTP surface as one holder of a key sees it. Thread-safe. */
public final class Api {

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5)).build();
    private static final Duration LIMIT = Duration.ofSeconds(60);

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

    public Reply post(String path, String json) {
        return send(request(path).header("Content-Type", "application/json").POST(BodyPublishers.ofString(json)).build());
    }

    public Reply post(String path, Object body) {
        return post(path, Json.write(body));
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

    public SseStream stream(String path, Ask ask) {
        HttpRequest request = request(path).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(ask.with("stream", true).json())).build();
        try {
            HttpResponse<java.io.InputStream> response = CLIENT.send(request, BodyHandlers.ofInputStream());
            return new SseStream(response.statusCode(), response.headers(), response.body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no answer from " + request.uri(), e);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(LIMIT);
        return headers.isEmpty() ? request : request.headers(headers.toArray(String[]::new));
    }

    private static Reply send(HttpRequest request) {
        try {
            HttpResponse<String> response = CLIENT.send(request, BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.headers(), response.body());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no answer from " + request.uri(), e);
        }
    }
}
