package io.sluice.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

/** The whole service, put together as it ships. */
@Timeout(300)
class WorkflowApplicationIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    @Test
    void startsWithoutABrokerAndSaysThatItIsNotReady(@TempDir Path folder) throws Exception {
        Path key = Files.writeString(folder.resolve("key"), "sk-secret\n");
        try (ConfigurableApplicationContext service = new SpringApplicationBuilder(WorkflowApplication.class)
                .properties("spring.config.name=workflow-service")
                .run("--server.port=0", "--sluice.kafka.bootstrap-servers=127.0.0.1:1", "--sluice.workflow.directory=" + folder.resolve("state"),
                        "--sluice.workflow.gateway.key-file=" + key, "--sluice.workflow.upstreams.other.url=http://127.0.0.1:1/v1")) {
            int port = ((ReactiveWebServerApplicationContext) service).getWebServer().getPort();

            assertThat(get(port, "/actuator/health/liveness").statusCode()).isEqualTo(200);
            assertThat(get(port, "/actuator/health/readiness").statusCode()).isEqualTo(503);
            assertThat(get(port, "/workflows").body()).contains("\"data\":[]");
            assertThat(get(port, "/workflows/none").statusCode()).isEqualTo(404);
        }
    }

    private static HttpResponse<String> get(int port, String path) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).header("X-Sluice-Actor", "me").GET().build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
