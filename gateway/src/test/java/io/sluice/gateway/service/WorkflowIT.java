package io.sluice.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.workflow.WorkflowRun;
import io.sluice.gateway.GatewayApplication;
import io.sluice.platform.security.ApiKeyHash;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

@Timeout(60)
class WorkflowIT {

    private static final String KEY = "sk-test";
    private static final String ADMIN = "sk-admin";
    private static final String CHAT = """
            {"model":"workflow:solve","messages":[{"role":"system","content":"Be short."},{"role":"user","content":"6*7?"}]}""";
    private static final String STREAM = CHAT.replace("\"model\"", "\"stream\":true,\"stream_options\":{\"include_usage\":true},\"model\"");

    private static FakeWorkflows workflows;
    private static FakeUpstream router;
    private static ConfigurableApplicationContext gateway;
    private static int port;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        workflows = new FakeWorkflows();
        router = new FakeUpstream();
        Path keys = Files.writeString(folder.resolve("keys.json"), "[" + entry("user", KEY, false) + "," + entry("admin", ADMIN, true) + "]");
        gateway = new SpringApplicationBuilder(GatewayApplication.class).properties("spring.config.name=gateway").run(
                "--server.port=0", "--sluice.workflow.url=" + workflows.uri(), "--sluice.router.url=" + router.uri(), "--sluice.keys.file=" + keys,
                "--sluice.redis.uri=redis://127.0.0.1:1", "--sluice.kafka.bootstrap-servers=127.0.0.1:1");
        port = ((ReactiveWebServerApplicationContext) gateway).getWebServer().getPort();
    }

    private static String entry(String id, String key, boolean admin) {
        return "{\"id\":\"" + id + "\",\"sha256\":\"" + ApiKeyHash.of(key) + "\",\"admin\":" + admin
                + ",\"requestsPerMinute\":100000,\"tokensPerMinute\":100000000}";
    }

    @AfterAll
    static void stop() {
        gateway.close();
        workflows.close();
        router.close();
    }

    @BeforeEach
    void solved() {
        workflows.asked.clear();
        workflows.listing = FakeWorkflows.LISTING;
        workflows.streamsAfter.clear();
        workflows.events = () -> Flux.just("id: 1\ndata: {}\n\n", "id: 9\ndata: {}\n\n");
        workflows.begun = Mono.empty();
        workflows.run = FakeWorkflows.run(WorkflowRun.Status.COMPLETED, "42", null);
    }

    @Test
    void answersAChatWithARun() throws Exception {
        HttpResponse<String> answer = post("/v1/chat/completions", CHAT, KEY);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"model\":\"workflow:solve\"", "\"content\":\"42\"", "\"finish_reason\":\"stop\"",
                "\"prompt_tokens\":30", "\"total_tokens\":42",
                "\"workflow\":{\"name\":\"solve\",\"version\":3,\"run\":\"r1\",\"steps\":2,\"cost\":0.25", "\"saved\":{\"steps\":4");
        assertThat(workflows.asked.poll(10, TimeUnit.SECONDS)).startsWith("POST /workflows/solve/runs by user admin false key null")
                .contains("\"input\":\"6*7?\"", "\"conversation\":\"system: Be short.\"");
    }

    @Test
    void streamsTheAnswerAndEndsWithUsageAndDone() throws Exception {
        String body = post("/v1/chat/completions", STREAM, KEY).body();

        assertThat(body).containsSubsequence("\"role\":\"assistant\"", "\"content\":\"42\"", "\"finish_reason\":\"stop\"",
                "\"choices\":[],\"usage\":{\"prompt_tokens\":30", "\"sluice\":{\"workflow\":").endsWith("data: [DONE]\n\n");
    }

    @Test
    void asksForTheVersionThatIsNamed() throws Exception {
        post("/v1/chat/completions", CHAT.replace("workflow:solve", "workflow:solve@2"), KEY);

        assertThat(workflows.asked.poll(10, TimeUnit.SECONDS)).contains("\"version\":2");
    }

    @Test
    void aRunThatLimitsEndedFinishesByLength() throws Exception {
        WorkflowRun run = workflows.run;
        workflows.run = new WorkflowRun(run.id(), run.workflow(), run.version(), run.team(), run.status(), run.seq(), run.answer(), "none",
                "limit_steps", null, null, run.used(), null, 7, run.startedAt(), run.updatedAt());

        assertThat(post("/v1/chat/completions", CHAT, KEY).body()).contains("\"finish_reason\":\"length\"").doesNotContain("\"saved\"");
    }

    @Test
    void aServiceThatGoesAwayInBetweenIsWaitedForFromWhereItWas() throws Exception {
        int[] streams = new int[1];
        workflows.events = () -> ++streams[0] == 1
                ? Flux.concat(Flux.just("id: 4\ndata: {}\n\n"), Flux.error(new IOException("gone")))
                : Flux.just("id: 9\ndata: {}\n\n");

        assertThat(post("/v1/chat/completions", CHAT, KEY).statusCode()).isEqualTo(200);
        assertThat(workflows.streamsAfter).containsExactly("0", "4");
    }

    @Test
    void aStreamOfARunThatFailsGetsAnErrorFrameAndNoCleanEnd() throws Exception {
        workflows.run = FakeWorkflows.run(WorkflowRun.Status.FAILED, null, new WorkflowRun.Fault("tool_failed", "the tool 'sum' failed"));
        String raw = raw(STREAM);

        assertThat(raw).startsWith("HTTP/1.1 200").contains("data: {\"error\":", "workflow_failed", "the tool 'sum' failed (tool_failed)");
        assertThat(raw).doesNotContain("[DONE]").doesNotEndWith("0\r\n\r\n");
    }

    @ParameterizedTest
    @CsvSource({"FAILED,502,workflow_failed", "CANCELLED,409,workflow_cancelled", "COMPLETED,502,workflow_no_answer"})
    void aRunWithoutAnAnswerIsAFailure(WorkflowRun.Status status, int code, String name) throws Exception {
        workflows.run = FakeWorkflows.run(status, null, null);
        HttpResponse<String> answer = post("/v1/chat/completions", CHAT, KEY);

        assertThat(answer.statusCode()).isEqualTo(code);
        assertThat(answer.body()).contains("\"code\":\"" + name + "\"");
    }

    @Test
    void aRunWhoseCallerIsGoneIsCancelled() throws Exception {
        workflows.events = Flux::never;
        leave(STREAM, "");

        assertThat(workflows.asked.poll(10, TimeUnit.SECONDS)).startsWith("POST /workflows/solve/runs");
        assertThat(workflows.asked.poll(30, TimeUnit.SECONDS)).startsWith("POST /runs/r1/cancel by user");
    }

    @Test
    void aRunWhoseCallerIsGoneBeforeItBeganIsCancelled() throws Exception {
        workflows.events = Flux::never;
        Sinks.Empty<Void> begun = Sinks.empty();
        workflows.begun = begun.asMono();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(head(STREAM, "").getBytes(StandardCharsets.UTF_8));
            assertThat(workflows.asked.poll(10, TimeUnit.SECONDS)).startsWith("POST /workflows/solve/runs");
        }
        assertThat(workflows.asked.poll(300, TimeUnit.MILLISECONDS)).as("there is nothing to cancel yet").isNull();
        begun.tryEmitEmpty();

        assertThat(workflows.asked.poll(30, TimeUnit.SECONDS)).startsWith("POST /runs/r1/cancel by user");
    }

    @Test
    void aRunThatItsCallerCanComeBackForGoesOn() throws Exception {
        workflows.events = Flux::never;
        leave(STREAM, "Idempotency-Key: mine\r\n");

        assertThat(workflows.asked.poll(10, TimeUnit.SECONDS)).contains("key mine");
        assertThat(workflows.asked.poll(1, TimeUnit.SECONDS)).isNull();
    }

    @Test
    void aRunThatTakesTooLongIsCancelled() throws Exception {
        workflows.events = Flux::never;
        HttpResponse<String> late = http.send(request("/v1/chat/completions", KEY).header("X-Sluice-Timeout-Ms", "1500")
                .POST(HttpRequest.BodyPublishers.ofString(CHAT)).build(), HttpResponse.BodyHandlers.ofString());

        assertThat(late.statusCode()).as(late.body()).isEqualTo(504);
        workflows.asked.poll(10, TimeUnit.SECONDS);
        assertThat(workflows.asked.poll(30, TimeUnit.SECONDS)).startsWith("POST /runs/r1/cancel by user");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            "temperature":0.5                                                        | temperature
            "max_tokens":5                                                           | max_tokens
            "n":2                                                                    | n
            "stop":"x"                                                               | stop
            "logprobs":true                                                          | logprobs
            "response_format":{"type":"json_object"}                                 | response_format
            "sluice":{"policy":"small"}                                              | sluice
            """)
    void refusesWhatAWorkflowDecidesItself(String field, String param) throws Exception {
        HttpResponse<String> answer = post("/v1/chat/completions", CHAT.replaceFirst("\\{", "{" + field + ","), KEY);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("\"param\":\"" + param + "\"");
        assertThat(workflows.asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"workflow:", "workflow:A", "workflow:a@x", "workflow:a/../b", "workflow:a*0.5"})
    void refusesWhatIsNoNameOfAWorkflow(String model) throws Exception {
        assertThat(post("/v1/chat/completions", CHAT.replace("workflow:solve", model), KEY).body()).contains("\"param\":\"model\"");
    }

    @Test
    void tellsThatThereIsNoSuchWorkflow() throws Exception {
        HttpResponse<String> answer = post("/v1/chat/completions", CHAT.replace("solve", "missing"), KEY);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("workflow_not_found");
    }

    @Test
    void passesOnWhoAsks() throws Exception {
        http.send(request("/v1/workflows/solve", ADMIN).header("Content-Type", "application/yaml")
                .PUT(HttpRequest.BodyPublishers.ofString("name: solve")).build(), HttpResponse.BodyHandlers.ofString());

        assertThat(workflows.asked.poll(10, TimeUnit.SECONDS)).isEqualTo("PUT /workflows/solve by admin admin true key null: name: solve");
    }

    @Test
    void tellsMistakesAsTheyAre() throws Exception {
        HttpResponse<String> refused = post("/v1/workflows/missing/runs", "{}", KEY);

        assertThat(refused.statusCode()).isEqualTo(404);
        assertThat(refused.body()).contains("workflow_not_found", "\"problems\":[]");
    }

    @Test
    void passesStreamsOnFromWhereTheyWereLeft() throws Exception {
        HttpResponse<String> events = http.send(request("/v1/runs/r1/events", KEY).header("Last-Event-ID", "3")
                .header("Accept", "text/event-stream").GET().build(), HttpResponse.BodyHandlers.ofString());

        assertThat(events.headers().firstValue("Content-Type")).hasValue("text/event-stream");
        assertThat(events.body()).isEqualTo("id: 1\ndata: {}\n\nid: 9\ndata: {}\n\n");
        assertThat(workflows.streamsAfter).containsExactly("3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/runs/..%2fworkflows", "/v1/workflows/a%00b", "/v1/runs/a;b", "/v1/workflows/a//b"})
    void passesNothingOnThatCouldBeReadDifferently(String path) throws Exception {
        HttpResponse<String> answer = http.send(request(path, KEY).GET().build(), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).isBetween(400, 404);
        assertThat(workflows.asked).isEmpty();
    }

    @Test
    void needsAKey() throws Exception {
        assertThat(http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/workflows")).GET().build(),
                HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    }

    @Test
    void listsWorkflowsAsModels() throws Exception {
        assertThat(get("/v1/models").body()).containsSubsequence("\"id\":\"sluice-auto\"", "\"id\":\"small\"", "\"id\":\"workflow:solve\"",
                "\"created\":1795262400");
        assertThat(get("/v1/models/workflow:solve").body()).startsWith("{\"id\":\"workflow:solve\"");
        assertThat(get("/v1/models/workflow:none").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "away", "{\"data\":[7", "{}"})
    void modelsAreListedWithoutWorkflowsWhereTheirServiceIsAway(String listing) throws Exception {
        workflows.listing = listing;
        Counter counter = gateway.getBean(MeterRegistry.class).counter("sluice.gateway.listings.incomplete", "missing", "workflows");
        double before = counter.count();

        HttpResponse<String> answer = get("/v1/models");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"id\":\"small\"").doesNotContain("workflow:");
        assertThat(counter.count() - before).isEqualTo(1);
        assertThat(get("/v1/models/small").statusCode()).isEqualTo(200);
        assertThat(get("/v1/models/workflow:solve").statusCode()).as("nobody knows whether it is there").isIn(502, 503);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return http.send(request(path, KEY).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body, String key) throws Exception {
        return http.send(request(path, key).POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String path, String key) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + key).header("Content-Type", "application/json");
    }

    private static String head(String body, String more) {
        return "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + KEY + "\r\nContent-Type: application/json\r\n"
                + more + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    /** Reads until the connection ends, however it does. */
    private static String raw(String body) throws IOException {
        StringBuilder text = new StringBuilder();
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(head(body, "").getBytes(StandardCharsets.UTF_8));
            byte[] piece = new byte[4096];
            for (int n = socket.getInputStream().read(piece); n >= 0; n = socket.getInputStream().read(piece)) {
                text.append(new String(piece, 0, n, StandardCharsets.UTF_8));
            }
        } catch (IOException cut) {
            return text.toString();
        }
        return text.toString();
    }

    /** Goes away after the first bytes. */
    private static void leave(String body, String more) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(head(body, more).getBytes(StandardCharsets.UTF_8));
            assertThat(socket.getInputStream().read(new byte[4096])).isPositive();
        }
    }
}
