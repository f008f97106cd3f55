package io.sluice.platform.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls one service, and always gives up in time. */
public class TestCaller implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final JsonMapper PLAIN = JsonMapper.builder().build();

    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;

    /** @param port on this machine */
    public TestCaller(int port) {
        this.base = URI.create("http://127.0.0.1:" + port);
    }

    /** An answer; what of an error is not told is empty. */
    public record Reply(int status, HttpHeaders headers, byte[] bytes) {

        public String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        public JsonNode json() {
            return PLAIN.readTree(bytes);
        }

        public String code() {
            return json().path("error").path("code").asString("");
        }

        public String param() {
            return json().path("error").path("param").asString("");
        }

        public String message() {
            return json().path("error").path("message").asString("");
        }
    }

    public final int port() {
        return base.getPort();
    }

    public final Reply get(String path) {
        return send("GET", path, new byte[0]);
    }

    public final Reply delete(String path) {
        return send("DELETE", path, new byte[0]);
    }

    public final Reply put(String path, String json) {
        return send("PUT", path, json.getBytes(StandardCharsets.UTF_8));
    }

    public final Reply post(String path, String json, String... headers) {
        return send("POST", path, json.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** JSON, unless a header says otherwise. */
    public final Reply send(String method, String path, byte[] body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(LIMIT);
        if (headers.length > 0) {
            request.headers(headers);
        }
        if (body.length > 0 && !List.of(headers).contains("Content-Type")) {
            request.header("Content-Type", "application/json");
        }
        request.method(method, body.length == 0 ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofByteArray(body));
        try {
            HttpResponse<byte[]> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Reply(answer.statusCode(), answer.headers(), answer.body());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    public static <T> T await(String what, Supplier<T> look, Predicate<T> wanted) {
        return Await.until(LIMIT, what, look, wanted);
    }

    @Override
    public void close() {
        client.close();
    }
}
