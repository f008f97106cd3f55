package io.sluice.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import io.sluice.contracts.generation.FinishReason;
import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.RoutingReport;
import io.sluice.contracts.generation.TokenTrace;
import io.sluice.contracts.generation.Usage;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.Policy;
import io.sluice.gateway.GatewayApplication;
import io.sluice.platform.json.StrictJson;
import io.sluice.platform.security.ApiKeyHash;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Flux;

@Timeout(60)
class GatewayIT {

    private static final String KEY = "sk-test";
    private static final String ADMIN = "sk-admin";
    /** 1 000 000 tokens a minute: half of them take half a minute to come back, so that a charge can be seen. */
    private static final String SLOW = "sk-slow";
    private static final String CHAT = "{\"model\":\"sluice-auto\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String STREAM = CHAT.replace("}]}", "}],\"stream\":true}");

    private static FakeUpstream shared;
    private static ConfigurableApplicationContext gateway;
    private static int port;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        shared = new FakeUpstream();
        Path keys = Files.writeString(folder.resolve("keys.json"), "[" + entry("user", KEY, false) + "," + entry("admin", ADMIN, true) + ","
                + entry("slow", SLOW, false).replace("100000000", "1000000") + "]");
        // Nothing listens on port 1: Redis and Kafka are away for the whole test, and answers go on.
        gateway = new SpringApplicationBuilder(GatewayApplication.class).properties("spring.config.name=gateway").run(
                "--server.port=0", "--sluice.router.url=" + shared.uri(), "--sluice.registry.url=" + shared.uri(), "--sluice.keys.file=" + keys,
                "--sluice.redis.uri=redis://127.0.0.1:1", "--sluice.kafka.bootstrap-servers=127.0.0.1:1");
        port = ((ReactiveWebServerApplicationContext) gateway).getWebServer().getPort();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        shared.close();
    }

    @BeforeEach
    void whole() {
        shared.generateBodies.clear();
        shared.traces.clear();
        shared.events = () -> Flux.just(new GenerateEvent.Started("r", 3), delta("Hello"), end(), completed());
    }

    @Test
    void answersWholeAndSaysThatRedisIsAway() throws Exception {
        HttpResponse<String> answer = post("/v1/chat/completions", CHAT, KEY);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"content\":\"Hello\"", "\"policy\":\"small\"", "\"total_tokens\":4");
        assertThat(answer.headers().firstValue("x-sluice-degraded")).hasValueSatisfying(value -> assertThat(value).contains("redis"));
    }

    @Test
    void streamsAndEndsWithDone() throws Exception {
        assertThat(post("/v1/chat/completions", STREAM, KEY).body()).contains("data: {").endsWith("data: [DONE]\n\n");
    }

    @RepeatedTest(5)
    void aStreamThatBreaksGetsAnErrorFrameAndNoCleanEnd() throws Exception {
        shared.events = () -> Flux.concat(Flux.just(new GenerateEvent.Started("r", 3), delta("Hel")), Flux.error(new IOException("gone")));
        String raw = raw(STREAM, KEY);
        assertThat(raw).startsWith("HTTP/1.1 200").contains("Hel", "data: {\"error\":", "upstream_cut");
        assertThat(raw).doesNotContain("[DONE]").doesNotEndWith("0\r\n\r\n");
    }

    @Test
    void anEngineThatGoesAwayBeforeItWroteIsAskedOnceMore() throws Exception {
        int[] asked = new int[1];
        shared.events = () -> ++asked[0] == 1
                ? Flux.error(new IOException("gone"))
                : Flux.just(new GenerateEvent.Started("r", 3), delta("again"), end(), completed());
        assertThat(post("/v1/chat/completions", STREAM, KEY).body()).contains("again").endsWith("data: [DONE]\n\n");

        shared.generateBodies.clear();
        shared.events = () -> Flux.error(new IOException("gone"));
        HttpResponse<String> failed = post("/v1/chat/completions", CHAT, KEY);
        assertThat(failed.statusCode()).isEqualTo(502);
        assertThat(failed.body()).contains("\"code\":\"upstream_cut\"", "\"param\":null");
        assertThat(shared.generateBodies).hasSize(2);
    }

    @Test
    void whatIsLoggedOfAFailingRequestCarriesItsIdAndNeitherPromptNorKey() throws Exception {
        shared.events = () -> Flux.error(new IOException("gone"));
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        AppenderBase<ILoggingEvent> log = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                lines.add("[" + event.getMDCPropertyMap().getOrDefault("requestId", "") + "] " + event.getFormattedMessage()
                        + (event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy())));
            }
        };
        log.start();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(log);
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/chat/completions"))
                    .header("content-type", "application/json").header("authorization", "Bearer " + KEY).header("X-Request-Id", "failing-request")
                    .POST(HttpRequest.BodyPublishers.ofString(CHAT.replace("\"hi\"", "\"a canary bird\""))).build();
            assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(502);
        } finally {
            root.detachAppender(log);
        }
        assertThat(lines).filteredOn(line -> line.contains("went away")).hasSize(2).allMatch(line -> line.startsWith("[failing-request] "));
        assertThat(lines).noneMatch(line -> line.contains("canary") || line.contains(KEY));
    }

    @Test
    void aWholeAnswerCutHalfWayIsTriedAgainSinceTheCallerHasNothingYet() throws Exception {
        int[] asked = new int[1];
        shared.events = () -> ++asked[0] == 1
                ? Flux.concat(Flux.just(new GenerateEvent.Started("r", 3), delta("lost")), Flux.error(new IOException("gone")))
                : Flux.just(new GenerateEvent.Started("r", 3), delta("again"), end(), completed());
        HttpResponse<String> answer = post("/v1/chat/completions", CHAT, KEY);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"content\":\"again\"", "\"total_tokens\":4").doesNotContain("lost");
    }

    @Test
    void whatABrokenStreamSentIsCharged() throws Exception {
        assertThat(tokensLeft()).isGreaterThan(900_000);
        shared.events = () -> Flux.concat(Flux.just(new GenerateEvent.Started("r", 900_000)),
                Flux.range(0, 300).map(i -> delta("x")), Flux.error(new IOException("gone")));
        assertThat(raw(STREAM, SLOW)).contains("upstream_cut");
        await(() -> tokensLeft() < 500_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%61dmin/calibrations", "/admin;x/calibrations", "/%61%64min/calibrations"})
    void noSpellingOfAnAdminPathTakesAUsersKey(String path) throws Exception {
        assertThat(http.send(request(path, KEY).build(), HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(403);
    }

    @Test
    void aRefusalBeforeTheFirstTokenIsAPlainAnswer() throws Exception {
        shared.events = () -> Flux.just(new GenerateEvent.Failed("user", "context_length_exceeded", "too long", "messages"));
        HttpResponse<String> refused = post("/v1/chat/completions", STREAM, KEY);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(refused.body()).contains("context_length_exceeded", "\"param\":\"messages\"");
    }

    @ParameterizedTest
    @CsvSource({"capacity,overloaded,503,1", "capacity,kv_exhausted,503,1", "capacity,out_of_memory,503,1", "external,deadline_exceeded,504,1",
        "internal,hook_failed,500,", "internal,broken_logits,500,", "internal,engine_failure,500,", "user,format_too_costly,400,"})
    void whatTheEngineSaysOfAFailureReachesTheCaller(String kind, String code, int status, String retryAfter) throws Exception {
        GenerateEvent.Failed failed = new GenerateEvent.Failed(kind, code, "why it failed", null);
        shared.events = () -> Flux.just(new GenerateEvent.Started("r", 3), delta("Hel"), failed);
        HttpResponse<String> answer = post("/v1/chat/completions", CHAT, KEY);
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"", "why it failed").doesNotContain("Hel");
        assertThat(answer.headers().firstValue("retry-after").orElse(null)).isEqualTo(retryAfter);
        assertThat(shared.generateBodies).as("the engine has answered, so that nobody else is asked").hasSize(1);
        assertThat(raw(STREAM, KEY)).contains("Hel", "data: {\"error\":", "\"code\":\"" + code + "\"").doesNotContain("[DONE]");
    }

    @Test
    void aClientThatGoesAwayCancelsTheEngine() throws Exception {
        shared.events = () -> Flux.concat(Flux.just(new GenerateEvent.Started("r", 3)), Flux.interval(java.time.Duration.ofMillis(20)).map(i -> delta("x")));
        try (Socket socket = new Socket("127.0.0.1", port)) {
            send(socket, STREAM, KEY);
            byte[] some = new byte[300];
            assertThat(socket.getInputStream().read(some)).isPositive();
        }
        shared.cancelled.get(30, TimeUnit.SECONDS);
    }

    @Test
    void deadlineAndTraceReachTheEngine() throws Exception {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        HttpRequest request = request("/v1/chat/completions", KEY).header("X-Sluice-Timeout-Ms", "4321")
                .header("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
                .POST(HttpRequest.BodyPublishers.ofString(CHAT)).build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(200);
        assertThat(StrictJson.mapper().readTree(shared.generateBodies.getFirst()).get("timeoutMillis").asLong()).isBetween(1L, 4321L);
        assertThat(shared.traces).hasSize(2).allMatch(sent -> sent.startsWith("00-" + trace + "-"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/models", "//v1/models", "/v1;x/models", "/v1/%6dodels", "/actuator/health/..;/x", "/actuator/env", "/", "/admin/calibrations"})
    void withoutAKeyEveryPathIsClosed(String path) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(read(socket.getInputStream())).startsWith("HTTP/1.1 401").contains("invalid_api_key");
        }
    }

    @Test
    void adminNeedsAnAdminsKey() throws Exception {
        HttpResponse<String> refused = http.send(request("/admin/calibrations", KEY).build(), HttpResponse.BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.headers().firstValue("content-type")).hasValue("application/problem+json");
    }

    @Test
    void everyRequestLeavesTheDoorOpen() throws Exception {
        for (int i = 0; i < 3; i++) {
            post("/v1/chat/completions", CHAT, KEY);
            post("/v1/chat/completions", "{", KEY);
        }
        await(() -> http.send(HttpRequest.newBuilder(uri("/actuator/prometheus")).build(), HttpResponse.BodyHandlers.ofString()).body().lines()
                .anyMatch("sluice_gateway_inflight 0.0"::equals));
    }

    @Test
    void theRegistrysApiIsBehindAnAdminKey() throws Exception {
        HttpRequest promote = request("/admin/adapters/sort/versions/1/promote", ADMIN).header("If-Match", "\"7\"")
                .header("Content-Type", "application/json").POST(HttpRequest.BodyPublishers.ofString("{\"a\":1}")).build();
        HttpResponse<String> answer = http.send(promote, HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("POST /adapters/sort/versions/1/promote by admin if \\\"7\\\": {\\\"a\\\":1}");
        assertThat(answer.headers().firstValue("ETag")).hasValue("\"8\"");
        assertThat(get("/admin/adapters/sort?tag=x", ADMIN).body()).contains("GET /adapters/sort?tag=x by admin");
        assertThat(get("/admin/adapters/sort", KEY).statusCode()).isEqualTo(403);
        HttpResponse<String> unknown = get("/admin/adapters/unknown", ADMIN);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(unknown.body()).contains("adapter_not_found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/admin/adapters/..", "/admin/adapters/%2e%2e/actuator", "/admin/adapters/a/../../actuator/env", "/admin/adapters//a",
        "/admin/adapters/a%2fb", "/admin/adapters/a;b"})
    void pathsThatCouldBeReadTwoWaysGoNowhere(String path) throws Exception {
        assertThat(get(path, ADMIN).statusCode()).isEqualTo(404);
    }

    @Test
    void adaptersAreLoadedAndUnloadedAsVllmDoes() throws Exception {
        HttpResponse<String> load = post("/v1/load_lora_adapter", "{\"lora_name\":\"sort\",\"lora_path\":\"sort-v1\"}", ADMIN);
        assertThat(load.statusCode()).as(load.body()).isEqualTo(200);
        assertThat(load.body()).isEqualTo("Success: LoRA adapter 'sort' added successfully.");
        HttpResponse<String> unload = post("/v1/unload_lora_adapter", "{\"lora_name\":\"sort\"}", ADMIN);
        assertThat(unload.statusCode()).as(unload.body()).isEqualTo(200);
        assertThat(unload.body()).isEqualTo("Success: LoRA adapter 'sort' removed successfully.");

        assertThat(post("/v1/load_lora_adapter", "{\"lora_name\":\"sort\",\"lora_path\":\"x\"}", KEY).statusCode()).isEqualTo(403);
        HttpResponse<String> unknown = post("/v1/unload_lora_adapter", "{\"lora_name\":\"unknown\"}", ADMIN);
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("\"param\":\"lora_name\"");
        HttpResponse<String> idle = post("/v1/unload_lora_adapter", "{\"lora_name\":\"idle\"}", ADMIN);
        assertThat(idle.statusCode()).isEqualTo(404);
        assertThat(idle.body()).contains("adapter_not_loaded", "\"param\":\"lora_name\"");
        HttpResponse<String> nameless = post("/v1/load_lora_adapter", "{\"lora_path\":\"x\"}", ADMIN);
        assertThat(nameless.statusCode()).isEqualTo(400);
        assertThat(nameless.body()).contains("\"param\":\"lora_name\"");
        assertThat(post("/v1/load_lora_adapter", "{\"lora_name\":\"../x\",\"lora_path\":\"x\"}", ADMIN).statusCode()).isEqualTo(400);
        assertThat(post("/v1/load_lora_adapter", "{\"lora_name\":\"x\"}", ADMIN).body()).contains("\"param\":\"lora_path\"");
    }

    private HttpResponse<String> get(String path, String key) throws IOException, InterruptedException {
        return http.send(request(path, key).build(), HttpResponse.BodyHandlers.ofString());
    }

    private long tokensLeft() throws IOException, InterruptedException {
        whole();
        return Long.parseLong(post("/v1/chat/completions", CHAT, SLOW).headers().firstValue("x-ratelimit-remaining-tokens").orElseThrow());
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private HttpResponse<String> post(String path, String body, String key) throws IOException, InterruptedException {
        return http.send(request(path, key).POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path, String key) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + key);
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static String raw(String body, String key) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            send(socket, body, key);
            return read(socket.getInputStream());
        }
    }

    private static void send(Socket socket, String body, String key) throws IOException {
        socket.getOutputStream().write(("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key
                + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
    }

    /** Everything up to the end of the connection, however it ends. */
    private static String read(InputStream in) throws SocketTimeoutException {
        StringBuilder all = new StringBuilder();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                all.append((char) next);
            }
        } catch (SocketTimeoutException open) {
            throw open;
        } catch (IOException reset) {
            all.append("<reset>");
        }
        return all.toString();
    }

    private static String entry(String id, String key, boolean admin) {
        return "{\"id\":\"" + id + "\",\"sha256\":\"" + ApiKeyHash.of(key) + "\",\"admin\":" + admin
                + ",\"requestsPerMinute\":100000,\"tokensPerMinute\":100000000}";
    }

    private static GenerateEvent delta(String text) {
        return new GenerateEvent.Delta(0, text, List.of(new TokenTrace(1, "small", null, List.of(), null)));
    }

    private static GenerateEvent end() {
        return new GenerateEvent.Finished(0, FinishReason.STOP, null);
    }

    private static GenerateEvent completed() {
        return new GenerateEvent.Completed(new Usage(3, 1), new RoutingReport(Policy.SMALL, new Dials(null, 1, 1, 1, 0, 0, 0), null,
                Map.of("small", 1), 0, 0, 0, null, null, 10, 20, 0.001));
    }
}
