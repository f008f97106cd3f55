package io.sluice.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.sluice.gateway.GatewayApplication;
import io.sluice.platform.security.ApiKeyHash;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Data selection through the gateway: for admins, whatever the size. */
@Timeout(60)
class SelectionIT {

    private static final String KEY = "sk-test";
    private static final String ADMIN = "sk-admin";
    private static final int UPLOAD_BYTES = 8 << 20;

    private static DisposableServer selection;
    private static ConfigurableApplicationContext gateway;
    private static URI base;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        selection = HttpServer.create().host("127.0.0.1").port(0).route(routes -> routes
                .post("/datasets", (request, response) -> request.receive().map(ByteBuf::readableBytes).reduce(0, Integer::sum).flatMap(bytes ->
                        response.status(201).header(HttpHeaderNames.LOCATION, "/v1/selection/datasets/d").sendString(Mono.just(
                                request.uri() + " by " + request.requestHeaders().get("X-Sluice-Actor") + ": " + bytes)).then()))
                .get("/datasets/{id}/download", (request, response) -> response.sendObject(
                        Flux.range(0, 128).map(i -> Unpooled.wrappedBuffer(new byte[UPLOAD_BYTES / 128]))))
                .head("/datasets/{id}", (request, response) -> response.status(404).send())
                .get("/datasets/{id}", (request, response) -> response.status(404).header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                        .sendString(Mono.just("{\"error\":{\"message\":\"no\",\"type\":\"t\",\"param\":\"dataset\",\"code\":\"dataset_not_found\"}}"))))
                .bindNow(Duration.ofSeconds(5));
        Path keys = Files.writeString(folder.resolve("keys.json"), "[" + entry("user", KEY, false) + "," + entry("ops", ADMIN, true) + "]");
        gateway = new SpringApplicationBuilder(GatewayApplication.class).properties("spring.config.name=gateway").run(
                "--server.port=0", "--sluice.selection.url=http://127.0.0.1:" + selection.port(), "--sluice.keys.file=" + keys,
                "--sluice.redis.uri=redis://127.0.0.1:1", "--sluice.kafka.bootstrap-servers=127.0.0.1:1");
        base = URI.create("http://127.0.0.1:" + ((ReactiveWebServerApplicationContext) gateway).getWebServer().getPort());
    }

    private static String entry(String id, String key, boolean admin) {
        return "{\"id\":\"" + id + "\",\"sha256\":\"" + ApiKeyHash.of(key) + "\",\"admin\":" + admin
                + ",\"requestsPerMinute\":100000,\"tokensPerMinute\":100000000}";
    }

    @AfterAll
    static void stop() {
        gateway.close();
        selection.disposeNow();
    }

    @Test
    void anUploadOfAnySizeGoesThroughAndADownloadComesBack() throws Exception {
        HttpResponse<String> taken = http.send(request("/v1/selection/datasets?name=pool", ADMIN).POST(
                        HttpRequest.BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(new byte[UPLOAD_BYTES]))).build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(taken.statusCode()).isEqualTo(201);
        assertThat(taken.body()).isEqualTo("/datasets?name=pool by ops: " + UPLOAD_BYTES);
        assertThat(taken.headers().firstValue("Location")).hasValue("/v1/selection/datasets/d");

        HttpResponse<InputStream> bytes = http.send(request("/v1/selection/datasets/sha256:d/download", ADMIN).GET().build(),
                HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = bytes.body()) {
            assertThat(body.readAllBytes()).hasSize(UPLOAD_BYTES);
        }
    }

    @Test
    void refusalsAreToldAsTheyAre() throws Exception {
        HttpResponse<String> refused = get("/v1/selection/datasets/none", ADMIN);
        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).contains("\"code\":\"dataset_not_found\"", "\"param\":\"dataset\"");
        assertThat(http.send(request("/v1/selection/datasets/none", ADMIN).HEAD().build(), HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(404);
    }

    @Test
    void othersThanAdminsMayNot() throws Exception {
        assertThat(get("/v1/selection/datasets/none", KEY).statusCode()).isEqualTo(403);
        assertThat(get("/v1/selection/datasets/none", "sk-nobody").statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/selection/datasets/..%2f..%2factuator", "/v1/selection/actuator/prometheus", "/v1/selection/datasets/a;b",
        "/v1/selection/datasets//b", "/v1/selection/datasets/a%00b"})
    void pathsThatCouldBeReadTwoWaysLeadNowhere(String path) throws Exception {
        assertThat(get(path, ADMIN).statusCode()).isIn(400, 404);
        assertThat(get(path, ADMIN).body()).doesNotContain("dataset_not_found");
    }

    /** Bytes of letters that are not escaped, which the client of this test would not send. */
    @Test
    void aQueryThatIsNotEscapedIsTheCallersMistake() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", base.getPort())) {
            socket.getOutputStream().write(("GET /v1/selection/datasets/none?after=\u00e9 HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer " + ADMIN
                    + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 400");
        }
    }

    private HttpResponse<String> get(String path, String key) throws IOException, InterruptedException {
        return http.send(request(path, key).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path, String key) {
        return HttpRequest.newBuilder(URI.create(base + path)).header("Authorization", "Bearer " + key);
    }
}
