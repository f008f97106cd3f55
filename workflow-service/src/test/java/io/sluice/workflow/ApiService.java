package io.sluice.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.CompletableFuture;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API over HTTP on a {@link MemoryPlatform}, and a caller of it. */
final class ApiService implements AutoCloseable {

    private final ConfigurableApplicationContext service = new SpringApplicationBuilder(ApiIT.Application.class).run("--server.port=0",
            "--spring.application.name=workflow-service", "--spring.main.banner-mode=off", "--sluice.kafka.bootstrap-servers=127.0.0.1:1");
    private final int port = ((ReactiveWebServerApplicationContext) service).getWebServer().getPort();
    private final HttpClient http = HttpClient.newHttpClient();

    MemoryPlatform platform() {
        return service.getBean(MemoryPlatform.class);
    }

    HttpResponse<String> put(String name, String document) throws Exception {
        return as("root", true, "PUT", "/workflows/" + name, document);
    }

    HttpResponse<String> evaluate(String name, String body) throws Exception {
        return as("root", true, "POST", "/workflows/" + name + "/evaluations", body);
    }

    JsonNode evaluated(String name, String body) throws Exception {
        HttpResponse<String> answer = evaluate(name, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    HttpResponse<String> as(String tenant, boolean admin, String method, String path, String body) throws Exception {
        return http.send(request(tenant, admin, method, path, body), HttpResponse.BodyHandlers.ofString());
    }

    /** By an admin, without waiting for the answer. */
    CompletableFuture<HttpResponse<String>> sent(String method, String path, String body) {
        return http.sendAsync(request("root", true, method, path, body), HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest request(String tenant, boolean admin, String method, String path, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).header("X-Sluice-Actor", tenant)
                .header("X-Sluice-Admin", Boolean.toString(admin)).header("Content-Type", "application/json").method(method, body.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)).build();
    }

    static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }

    @Override
    public void close() {
        service.close();
        http.close();
    }
}
