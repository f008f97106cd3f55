package io.sluice.registry.service;

import com.sun.net.httpserver.HttpServer;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.platform.testing.Await;
import io.sluice.platform.event.EventPublisher;
import io.sluice.registry.RegistryApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

/** One replica of the service, on a free port, a worker that serves one model, and a client that always gives up in time. */
final class RegistryProcess implements AutoCloseable {

    static final String BASE_DIGEST = "b".repeat(64);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final JsonMapper PLAIN = JsonMapper.builder().build();
    private static final HttpServer WORKER = worker();

    private final ConfigurableApplicationContext context;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;

    RegistryProcess(Path store, String bootstrapServers, String... settings) {
        List<String> all = new ArrayList<>(List.of("--server.port=0", "--sluice.registry.store=" + store,
                "--sluice.registry.workers=http://127.0.0.1:" + WORKER.getAddress().getPort(),
                "--sluice.kafka.bootstrap-servers=" + bootstrapServers));
        all.addAll(List.of(settings));
        context = new SpringApplicationBuilder(RegistryApplication.class).properties("spring.config.name=adapter-registry")
                .run(all.toArray(String[]::new));
        base = URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"));
        await("the base model", () -> context.getBean(io.sluice.registry.base.BaseModels.class).served(), models -> !models.isEmpty());
    }

    private static HttpServer worker() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            byte[] state = ("{\"models\":[{\"name\":\"sluice-large\",\"role\":\"large\",\"parameters\":1,\"contextLength\":64,"
                    + "\"vocabularySize\":9,\"digest\":\"" + BASE_DIGEST + "\",\"status\":\"ready\"}],\"running\":0,\"queued\":0,\"slots\":1}")
                    .getBytes(StandardCharsets.UTF_8);
            server.createContext("/models", exchange -> {
                exchange.getResponseHeaders().set("Content-Type", "application/json");
                exchange.sendResponseHeaders(200, state.length);
                exchange.getResponseBody().write(state);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
    }

    Reply get(String path) {
        return send("GET", path, new byte[0]);
    }

    Reply delete(String path) {
        return send("DELETE", path, new byte[0]);
    }

    Reply post(String path, String json, String... headers) {
        return send("POST", path, json.getBytes(StandardCharsets.UTF_8), headers);
    }

    Reply put(String path, String json) {
        return send("PUT", path, json.getBytes(StandardCharsets.UTF_8));
    }

    Reply upload(String name, byte[] archive, String... headers) {
        List<String> all = new ArrayList<>(List.of("Content-Type", "application/octet-stream"));
        all.addAll(List.of(headers));
        return send("POST", "/adapters/" + name + "/versions", archive, all.toArray(String[]::new));
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

    /** As a worker or a gateway would: it is of record when this returns. */
    void publish(SluiceEvent event) {
        context.getBean(EventPublisher.class).publishDurably(event, null).join();
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
