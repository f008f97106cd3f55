package io.sluice.selection.service;

import io.sluice.platform.testing.Await;
import io.sluice.selection.SelectionApplication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One replica of the service in this JVM, on a free port, and a client that always gives up in time. */
final class SelectionProcess implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final JsonMapper PLAIN = JsonMapper.builder().build();

    private final ConfigurableApplicationContext context;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;

    SelectionProcess(Path store, String bootstrapServers, String... settings) {
        List<String> all = new ArrayList<>(List.of("--server.port=0", "--sluice.selection.store=" + store,
                "--sluice.kafka.bootstrap-servers=" + bootstrapServers));
        all.addAll(List.of(settings));
        context = new SpringApplicationBuilder(SelectionApplication.class).properties("spring.config.name=data-selection-service")
                .run(all.toArray(String[]::new));
        base = URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"));
    }

    record Reply(int status, java.net.http.HttpHeaders headers, byte[] bytes) {

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        JsonNode json() {
            return PLAIN.readTree(bytes);
        }

        String code() {
            return json().path("error").path("code").asString("");
        }

        String param() {
            return json().path("error").path("param").asString("");
        }

        String message() {
            return json().path("error").path("message").asString("");
        }
    }

    int port() {
        return base.getPort();
    }

    Reply get(String path) {
        return send("GET", path, new byte[0]);
    }

    Reply delete(String path) {
        return send("DELETE", path, new byte[0]);
    }

    Reply put(String path) {
        return send("PUT", path, new byte[0]);
    }

    Reply post(String path, String json, String... headers) {
        return send("POST", path, json.getBytes(StandardCharsets.UTF_8), headers);
    }

    Reply upload(String query, byte[] file) {
        return send("POST", "/datasets" + query, file, "Content-Type", "application/octet-stream");
    }

    Reply upload(String query, String file) {
        return upload(query, file.getBytes(StandardCharsets.UTF_8));
    }

    Reply send(String method, String path, byte[] body, String... headers) {
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

    static <T> T await(String what, Supplier<T> look, Predicate<T> wanted) {
        return Await.until(LIMIT, what, look, wanted);
    }

    @Override
    public void close() {
        client.close();
        context.close();
    }
}
