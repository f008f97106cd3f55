package io.sluice.workflow;

import static io.sluice.workflow.agent.ScriptedUpstream.call;
import static io.sluice.workflow.agent.ScriptedUpstream.refusal;
import static io.sluice.workflow.agent.ScriptedUpstream.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.sluice.platform.json.StrictJson;
import io.sluice.platform.testing.TestBroker;
import io.sluice.platform.testing.TestCollector;
import io.sluice.platform.testing.TestCollector.Seen;
import io.sluice.workflow.agent.ScriptedUpstream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** The spans of real runs: the whole service, a real broker, a gateway that answers by a script, a collector. */
@Timeout(180)
class TracedRunsIT {

    private static final String CALLER = "00f067aa0ba902b7";
    private static final String SECRET = "sesame-opens-the-mountain";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String DOCUMENT = """
            {"name": "NAME", "start": "round", "verifier": {"variable": "expected"},
             "agents": {
               "solve": {"model": "large", "prompt": "SECRET {{input}}", "tools": ["sums"], "effort": {"seconds": 60, "attempts": 3}},
               "round": {"tool": "sums", "arguments": {"expression": "6 * 7"}, "output": {"role": "note"}, "next": ["solve"]}},
             "tools": {"sums": {"kind": "calculator"}},
             "limits": {"steps": 2, "tokens": 100000, "cost": 10, "seconds": 120},
             "prices": {"prompt_token": 0.001, "completion_token": 0.01, "cpu_second": 0.5, "second": 0.25},
             "scheduler": {"kind": "fixed", "flow": ["round", "solve"]}}
            """.replace("SECRET", SECRET);

    private static TestBroker broker;

    @TempDir
    private Path directory;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeAll
    static void startBroker() {
        broker = TestBroker.notStarted().start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    private ConfigurableApplicationContext service(ScriptedUpstream upstream, TestCollector collector) {
        ConfigurableApplicationContext service = new SpringApplicationBuilder(WorkflowApplication.class)
                .properties("spring.config.name=workflow-service")
                .run("--server.port=0", "--sluice.kafka.bootstrap-servers=" + broker.bootstrapServers(), "--sluice.workflow.instance=one",
                        "--sluice.workflow.directory=" + directory.resolve("state"), "--sluice.workflow.gateway.url=" + upstream.url(),
                        "--sluice.tracing.endpoint=" + collector.endpoint());
        until("the service is ready", () -> ask(service, "GET", "/actuator/health/readiness", "", "x").statusCode() == 200);
        return service;
    }

    private HttpResponse<String> ask(ConfigurableApplicationContext service, String method, String path, String body, String traceparent) {
        int port = ((ReactiveWebServerApplicationContext) service).getWebServer().getPort();
        try {
            return http.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).header("X-Sluice-Actor", "root")
                    .header("X-Sluice-Admin", "true").header("Content-Type", "application/json").header("traceparent", traceparent)
                    .method(method, HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    private static void until(String what, Supplier<Boolean> so) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!so.get()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    private String start(ConfigurableApplicationContext service, String workflow, String trace) {
        HttpResponse<String> defined = ask(service, "PUT", "/workflows/" + workflow, DOCUMENT.replace("NAME", workflow), "x");
        assertThat(defined.statusCode()).as(defined.body()).isEqualTo(201);
        HttpResponse<String> started = ask(service, "POST", "/workflows/" + workflow + "/runs",
                "{\"input\":\"" + SECRET + "\",\"inputs\":{\"expected\":\"42\"}}", "00-" + trace + "-" + CALLER + "-01");
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        return json(started).at("/id").asString();
    }

    private void awaitEnd(ConfigurableApplicationContext service, String run) {
        until("the run ends", () -> json(ask(service, "GET", "/runs/" + run, "", "x")).at("/status").asString().equals("completed"));
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return StrictJson.mapper().readTree(answer.body());
    }

    private static List<Seen> steps(List<Seen> spans) {
        return spans.stream().filter(span -> span.name().startsWith("step ")).toList();
    }

    private static Seen step(List<Seen> spans, String agent, int attempt) {
        List<Seen> found = steps(spans).stream().filter(span -> span.name().equals("step " + agent)
                && span.get("sluice.workflow.attempt").equals(Integer.toString(attempt))).toList();
        assertThat(found).as("attempt %s at %s in %s", attempt, agent, spans).hasSize(1);
        return found.getFirst();
    }

    private static List<Seen> below(List<Seen> spans, Seen parent) {
        return spans.stream().filter(span -> span.parent().equals(parent.id())).toList();
    }

    /** Fails once, then asks for a tool, then answers. */
    private static Function<JsonNode, ScriptedUpstream.Reply> script() {
        AtomicInteger calls = new AtomicInteger();
        return request -> calls.getAndIncrement() == 0 ? refusal(500, "broken")
                : request.get("messages").size() == 1 ? call("sums", "{\"expression\":\"6 * 7\"}") : text("42");
    }

    @Test
    void everyAttemptIsASpanInTheTraceOfWhoeverStartedTheRun() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        try (TestCollector collector = TestCollector.start(); ScriptedUpstream upstream = ScriptedUpstream.answering(script());
                ConfigurableApplicationContext service = service(upstream, collector)) {
            String run = start(service, "traced", trace);
            awaitEnd(service, run);
            List<Seen> spans = collector.await(trace, some -> steps(some).size() >= 3);

            Seen asked = spans.stream().filter(span -> span.kind().equals("SERVER")).findFirst().orElseThrow();
            assertThat(asked.name()).isEqualTo("POST /workflows/{name}/runs");
            assertThat(asked.parent()).isEqualTo(CALLER);
            assertThat(steps(spans)).hasSize(3).allSatisfy(step -> {
                assertThat(step.kind()).isEqualTo("INTERNAL");
                assertThat(step.parent()).isEqualTo(asked.id());
                assertThat(step.attributes()).containsEntry("sluice.workflow.name", "traced").containsEntry("sluice.workflow.version", "1")
                        .containsEntry("sluice.workflow.run", run);
            });
            Seen failed = step(spans, "solve", 1);
            assertThat(failed.status()).isEqualTo("ERROR");
            assertThat(failed.attributes()).containsEntry("sluice.workflow.outcome", "upstream_failed").containsEntry("gen_ai.usage.input_tokens", "0");
            assertThat(below(spans, failed)).singleElement().satisfies(chat -> assertThat(chat.status()).isEqualTo("ERROR"));

            Seen solved = step(spans, "solve", 2);
            assertThat(solved.status()).isEqualTo("UNSET");
            assertThat(solved.attributes()).containsEntry("sluice.workflow.step", "1").containsEntry("sluice.workflow.outcome", "succeeded")
                    .containsEntry("sluice.workflow.verdict", "pass").containsEntry("gen_ai.agent.name", "solve")
                    .containsEntry("gen_ai.usage.input_tokens", "22").containsEntry("gen_ai.usage.output_tokens", "14")
                    .containsEntry("sluice.cpu_seconds", "0.5");
            assertThat(Double.parseDouble(solved.get("sluice.workflow.cost"))).isEqualTo(22 * 0.001 + 14 * 0.01 + 0.5 * 0.5);
            assertThat(below(spans, solved)).extracting(Seen::name, Seen::kind).containsExactlyInAnyOrder(
                    tuple("chat large", "CLIENT"), tuple("chat large", "CLIENT"), tuple("execute_tool sums", "INTERNAL"));
            assertThat(below(spans, step(spans, "round", 1))).extracting(Seen::name).containsExactly("execute_tool sums");

            List<Seen> chats = spans.stream().filter(span -> span.name().equals("chat large")).toList();
            assertThat(upstream.headers()).as("each call tells its own span").hasSize(3).allSatisfy(headers -> assertThat(chats)
                    .anyMatch(chat -> chat.isNamedBy(headers.get("Traceparent").getFirst())));
            JsonNode history = json(ask(service, "GET", "/runs/" + run + "/history", "", "x"));
            assertThat(history.at("/events/0/traceparent").asString()).as("the history names the trace").matches(asked::isNamedBy);
            assertThat(collector.bytes()).doesNotContain(SECRET, "6 * 7");
        }
    }

    @Test
    void aStepThatIsDoneAgainAfterARestartIsInTheSameTrace() throws InterruptedException {
        String trace = "5bf92f3577b34da6a3ce929d0e0e4736";
        CountDownLatch asked = new CountDownLatch(1);
        try (TestCollector collector = TestCollector.start(); ScriptedUpstream answering = ScriptedUpstream.answering(request -> text("42"))) {
            String run;
            try (ScriptedUpstream silent = silent(asked); ConfigurableApplicationContext service = service(silent, collector)) {
                run = start(service, "restarted", trace);
                assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            }
            try (ConfigurableApplicationContext service = service(answering, collector)) {
                awaitEnd(service, run);
                List<Seen> spans = collector.await(trace, some -> steps(some).size() >= 3);
                Seen abandoned = step(spans, "solve", 1);
                Seen solved = step(spans, "solve", 2);
                assertThat(abandoned.get("sluice.workflow.outcome")).isEqualTo("abandoned");
                assertThat(below(spans, abandoned)).extracting(Seen::name, span -> span.get("sluice.workflow.outcome")).containsExactlyInAnyOrder(
                        tuple("chat large", "answered"), tuple("execute_tool sums", "given"), tuple("chat large", "interrupted"));
                assertThat(solved.get("sluice.workflow.outcome")).isEqualTo("succeeded");
                assertThat(below(spans, solved)).as("what the journal remembers is no call").singleElement()
                        .satisfies(chat -> assertThat(chat.get("sluice.workflow.effect")).isEqualTo("model/1"));
                assertThat(List.of(abandoned, solved)).as("together what the run used").extracting(span -> span.get("gen_ai.usage.input_tokens"))
                        .containsExactly("11", "11");
                assertThat(json(ask(service, "GET", "/runs/" + run, "", "x")).at("/used/prompt_tokens").asInt()).isEqualTo(22);
                assertThat(steps(spans)).extracting(Seen::parent).containsOnly(step(spans, "round", 1).parent());
            }
        }
    }

    /** Asks for a tool, and then nothing more is heard of it. */
    private static ScriptedUpstream silent(CountDownLatch asked) {
        ScriptedUpstream[] self = new ScriptedUpstream[1];
        self[0] = ScriptedUpstream.answering(request -> {
            if (request.get("messages").size() == 1) {
                return call("sums", "{\"expression\":\"6 * 7\"}");
            }
            asked.countDown();
            return self[0].never();
        });
        return self[0];
    }
}
