package io.sluice.router.service;

import io.sluice.platform.testing.Await;
import io.sluice.router.RouterApplication;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One replica of the service, as it is shipped, on a free port, and a client that always gives up in time. */
final class RouterProcess implements AutoCloseable {

    static final Duration LIMIT = Duration.ofSeconds(60);
    private static final JsonMapper PLAIN = JsonMapper.builder().build();

    private final ConfigurableApplicationContext context;
    private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI base;

    RouterProcess(URI endpoint, String bootstrapServers) {
        context = new SpringApplicationBuilder(RouterApplication.class).properties("spring.config.name=router-service").run(
                "--server.port=0", "--spring.main.banner-mode=off", "--sluice.router.endpoints=" + endpoint,
                "--sluice.kafka.bootstrap-servers=" + bootstrapServers);
        base = URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port"));
    }

    record Reply(int status, java.net.http.HttpHeaders headers, String body) {

        JsonNode json() {
            return PLAIN.readTree(body);
        }
    }

    Reply get(String path) {
        return send("GET", path, null);
    }

    Reply delete(String path) {
        return send("DELETE", path, null);
    }

    Reply post(String path, Object body, String... headers) {
        return send("POST", path, body instanceof String text ? text : PLAIN.writeValueAsString(body), headers);
    }

    private Reply send(String method, String path, @Nullable String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(path)).timeout(LIMIT);
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("Content-Type", "application/json"));
        request.headers(all.toArray(String[]::new));
        request.method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(answer.statusCode(), answer.headers(), answer.body());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The job once it is no longer running. */
    JsonNode ended(String id) {
        return await("the end of " + id, () -> get("/calibrations/" + id).json(), job -> !job.get("status").asString().equals("running"));
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
