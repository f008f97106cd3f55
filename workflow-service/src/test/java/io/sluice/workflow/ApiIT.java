package io.sluice.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.platform.PlatformConfiguration;
import io.sluice.workflow.execution.TeamBook;
import io.sluice.workflow.scheduling.policy.ScheduleCheck;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API over HTTP, with the real rules of runs and no broker. In one class, so that the service is started once. */
@Timeout(120)
class ApiIT {

    private static final String PAIR = """
            {"name": "pair", "start": "one", "description": "Two of them.", "verifier": {"variable": "expected"},
             "agents": {"one": {"model": "m", "prompt": "{{input}}"}, "two": {"model": "m", "prompt": "{{answer}}"}}}""";

    private static MemoryPlatform platform;
    private static ConfigurableApplicationContext service;
    private static int port;

    private final HttpClient http = HttpClient.newHttpClient();

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({PlatformConfiguration.class, ApiConfiguration.class})
    @ComponentScan("io.sluice.workflow.web")
    static class Application {

        @Bean
        MemoryPlatform memoryPlatform() {
            return new MemoryPlatform();
        }

        @Bean
        ScheduleCheck scheduleCheck() {
            return new ScheduleCheck();
        }

        @Bean
        TeamBook teamBook(MemoryPlatform memory) {
            return memory.teams();
        }
    }

    @BeforeAll
    static void start() {
        service = new SpringApplicationBuilder(Application.class).run("--server.port=0", "--spring.application.name=workflow-service",
                "--spring.main.banner-mode=off", "--sluice.kafka.bootstrap-servers=127.0.0.1:1", "--sluice.workflow.stream-ping=200ms");
        port = ((ReactiveWebServerApplicationContext) service).getWebServer().getPort();
        platform = service.getBean(MemoryPlatform.class);
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void defined() throws Exception {
        platform.release();
        assertThat(as("root", true, "PUT", "/workflows/pair", PAIR).statusCode()).isBetween(200, 201);
    }

    @Test
    void aChangedWorkflowIsANewVersionAndTheSameOneIsNot() throws Exception {
        String document = PAIR.replace("pair", "versions");
        HttpResponse<String> first = as("root", true, "PUT", "/workflows/versions", document);
        HttpResponse<String> again = as("root", true, "PUT", "/workflows/versions", document.replace("\"start\"", "\n  \"start\""));
        HttpResponse<String> changed = as("root", true, "PUT", "/workflows/versions", document.replace("Two of", "Both of"));

        assertThat(first.statusCode()).as(first.body()).isEqualTo(201);
        assertThat(first.headers().firstValue("Location")).hasValue("/v1/workflows/versions/versions/1");
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).at("/version").asInt()).isEqualTo(1);
        assertThat(changed.statusCode()).isEqualTo(201);
        assertThat(json(changed).at("/version").asInt()).isEqualTo(2);
        assertThat(json(get("root", true, "/workflows/versions/versions/1")).at("/document/description").asString()).isEqualTo("Two of them.");
        assertThat(get("root", true, "/workflows/versions/versions/3").statusCode()).isEqualTo(404);
    }

    @Test
    void whatIsWrongWithAWorkflowIsToldWithItsPlace() throws Exception {
        HttpResponse<String> refused = as("root", true, "PUT", "/workflows/pair", """
                name: pair
                start: nobody
                agents:
                  one: {model: m, prompt: p, tools: [hammer]}
                """);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(json(refused).at("/error/code").asString()).isEqualTo("invalid_workflow");
        assertThat(json(refused).at("/error/problems/0/pointer").asString()).isEqualTo("/start");
        assertThat(json(refused).at("/error/problems/0/line").asInt()).isEqualTo(2);
        assertThat(as("root", true, "PUT", "/workflows/other", PAIR).body()).contains("it is 'pair', but was put at 'other'");
        assertThat(as("me", false, "POST", "/workflows/pair/check", PAIR.replace("\"m\"", "7")).statusCode()).isEqualTo(422);
        assertThat(as("me", false, "POST", "/workflows/pair/check", PAIR).body()).contains("\"limits\":{\"cost\":10");
    }

    @Test
    void onlyAdminsChangeWorkflowsAndSeeWhatIsInThem() throws Exception {
        assertThat(as("me", false, "PUT", "/workflows/pair", PAIR).statusCode()).isEqualTo(403);
        assertThat(get("me", false, "/workflows").body()).contains("\"name\":\"pair\"", "Two of them.").doesNotContain("{{input}}");
        assertThat(get("me", false, "/workflows/pair").body()).doesNotContain("{{input}}");
        assertThat(get("me", false, "/workflows/pair/values").statusCode()).isEqualTo(403);
        assertThat(http.send(HttpRequest.newBuilder(uri("/workflows")).GET().build(), HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(401);
        assertThat(get("me", false, "/workflows/workflow.schema.json").body()).contains("Sluice workflow, version 1");
    }

    @Test
    void noRunBeginsWhileThoseThatHaveNotEndedAreAsManyAsCanBeHeld() throws Exception {
        platform.full(true);
        try {
            HttpResponse<String> refused = as("me", false, "POST", "/workflows/pair/runs", "{\"input\":\"6*7\"}");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            assertThat(json(refused).at("/error/code").asString()).isEqualTo("too_many_open_runs");
        } finally {
            platform.full(false);
        }
    }

    @Test
    void aRunGoesItsWayAndIsSeenByItsOwnerOnly() throws Exception {
        HttpResponse<String> started = as("me", false, "POST", "/workflows/pair/runs", "{\"input\":\"6*7\",\"inputs\":{\"expected\":\"42\"}}");
        String id = json(started).at("/id").asString();
        assertThat(started.statusCode()).as(started.body()).isEqualTo(202);
        assertThat(started.headers().firstValue("Location")).hasValue("/v1/runs/" + id);
        assertThat(json(started).at("/status").asString()).isEqualTo("running");
        platform.step(id, "41", "fail");
        platform.step(id, "42", "pass");
        JsonNode run = json(get("me", false, "/runs/" + id));

        assertThat(run.at("/status").asString()).isEqualTo("completed");
        assertThat(run.at("/answer").asString()).isEqualTo("42");
        assertThat(run.at("/verdict").asString()).isEqualTo("pass");
        assertThat(run.at("/reason").asString()).isEqualTo("verified");
        assertThat(run.at("/used/prompt_tokens").asInt()).isEqualTo(20);
        assertThat(run.at("/used/completion_tokens").asInt()).isEqualTo(10);
        assertThat(run.at("/saved/steps").asInt()).isEqualTo(1);
        assertThat(get("you", false, "/runs/" + id).statusCode()).isEqualTo(404);
        assertThat(get("you", false, "/runs/" + id + "/history").statusCode()).isEqualTo(404);
        assertThat(as("you", false, "POST", "/runs/" + id + "/cancel", "").statusCode()).isEqualTo(404);
        assertThat(get("root", true, "/runs/" + id).statusCode()).isEqualTo(200);
        assertThat(json(get("me", false, "/runs/" + id + "/history")).at("/events")).hasSizeGreaterThan(4);
    }

    @Test
    void theSameKeyIsTheSameRunAndForSomethingElseItIsRefused() throws Exception {
        HttpResponse<String> first = keyed("me", "k1", "{\"input\":\"a\"}");
        HttpResponse<String> again = keyed("me", "k1", "{ \"input\" : \"a\" }");
        HttpResponse<String> other = keyed("me", "k1", "{\"input\":\"b\"}");
        HttpResponse<String> someone = keyed("you", "k1", "{\"input\":\"b\"}");

        assertThat(first.statusCode()).isEqualTo(202);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(json(again).at("/id")).isEqualTo(json(first).at("/id"));
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(json(other).at("/error/code").asString()).isEqualTo("idempotency_conflict");
        assertThat(someone.statusCode()).isEqualTo(202);
        assertThat(json(someone).at("/id")).isNotEqualTo(json(first).at("/id"));
    }

    @Test
    void aKeyWhoseRunIsStillBeingBegunIsToldToComeBack() throws Exception {
        platform.hold();
        CompletableFuture<HttpResponse<String>> first = http.sendAsync(keyedRequest("me", "k2", "{\"input\":\"a\"}"), HttpResponse.BodyHandlers.ofString());
        platform.awaitHeld();
        HttpResponse<String> meanwhile = keyed("me", "k2", "{\"input\":\"a\"}");
        HttpResponse<String> other = keyed("me", "k2", "{\"input\":\"b\"}");
        platform.release();

        assertThat(meanwhile.statusCode()).isEqualTo(409);
        assertThat(meanwhile.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(other.statusCode()).isEqualTo(422);
        assertThat(first.get(10, TimeUnit.SECONDS).statusCode()).isEqualTo(202);
        assertThat(keyed("me", "k2", "{\"input\":\"a\"}").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {}                                     | 400 | input
            {"input":7}                            | 400 | input
            {"input":"a","inputs":{"input":"b"}}   | 400 | input
            {"input":"a","inputs":{"answer":"b"}}  | 400 | inputs
            {"input":"a","inputs":{"approval":"all"}} | 400 | inputs
            {"input":"a","inputs":{"a.b":"b"}}     | 400 | inputs
            {"input":"a","inputs":{"a":null}}      | 400 | inputs.a
            {"input":"a","mood":"good"}            | 400 | mood
            {"input":"a","version":9}              | 404 | version
            {"input":"a","team":"theirs"}          | 403 | team
            """)
    void saysWhichFieldOfAStartIsWrong(String body, int status, String param) throws Exception {
        HttpResponse<String> refused = as("me", false, "POST", "/workflows/pair/runs", body);

        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
        assertThat(json(refused).at("/error/param").asString()).isEqualTo(param);
    }

    @Test
    void aReaderWhoComesFromAReplicaThatKnowsMoreWaitsUntilThisOneKnowsIt() throws Exception {
        String id = begin("me");
        assertThat(json(act(id, "cancel", "")).at("/status").asString()).isEqualTo("cancelled");
        long last = json(get("me", false, "/runs/" + id + "/history")).at("/events").size();
        platform.fallBehind();
        CompletableFuture<HttpResponse<String>> ahead = stream(id, Long.toString(last - 1));
        CompletableFuture<HttpResponse<String>> all = stream(id, Long.toString(last));
        CompletableFuture<HttpResponse<String>> tooFar = stream(id, Long.toString(last + 1));
        assertThat(stream(id, "x").get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(400);
        assertThat(List.of(ahead, all, tooFar)).noneMatch(CompletableFuture::isDone);

        platform.catchUp();

        assertThat(ids(ahead.get(30, TimeUnit.SECONDS).body())).containsExactly(last);
        assertThat(all.get(30, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
        assertThat(json(tooFar.get(30, TimeUnit.SECONDS)).at("/error/param").asString()).isEqualTo("Last-Event-ID");
    }

    @Test
    void aRunIsPausedResumedCancelledAndTriedAgainFromAStep() throws Exception {
        String id = begin("me");
        assertThat(json(act(id, "pause", "")).at("/status").asString()).isEqualTo("paused");
        assertThat(act(id, "pause", "").statusCode()).isEqualTo(409);
        assertThat(json(act(id, "resume", "")).at("/status").asString()).isEqualTo("running");
        JsonNode cancelled = json(act(id, "cancel", "{\"reason\":\"enough\"}"));
        assertThat(cancelled.at("/status").asString()).isEqualTo("cancelled");
        assertThat(cancelled.at("/error/message").asString()).isEqualTo("enough");
        assertThat(json(act(id, "cancel", "")).at("/error/code").asString()).isEqualTo("run_has_ended");
        assertThat(json(act(id, "retry", "{\"step\":0}")).at("/status").asString()).isEqualTo("running");
        assertThat(json(act(id, "retry", "{}")).at("/error/param").asString()).isEqualTo("step");
        assertThat(act("run_none", "pause", "").statusCode()).isEqualTo(404);
    }

    @Test
    void aPersonApprovesOrRefuses() throws Exception {
        as("root", true, "PUT", "/workflows/asking", PAIR.replace("pair", "asking").replace("\"start\"", "\"approvals\":[{\"before\":\"two\"}],\"start\""));
        String id = json(as("me", false, "POST", "/workflows/asking/runs", "{\"input\":\"a\"}")).at("/id").asString();
        platform.step(id, "41", "fail");
        JsonNode waiting = json(get("me", false, "/runs/" + id));

        assertThat(waiting.at("/status").asString()).isEqualTo("waiting");
        assertThat(waiting.at("/waiting/agent").asString()).isEqualTo("two");
        assertThat(act(id, "approvals/7", "{\"approved\":true}").statusCode()).isEqualTo(409);
        assertThat(json(act(id, "approvals/" + waiting.at("/waiting/step").asInt(), "{\"approved\":true,\"note\":\"fine\"}"))
                .at("/status").asString()).isEqualTo("running");
    }

    @Test
    void aPersonSaysWhatBecameOfAnEffect() throws Exception {
        String id = begin("me");
        platform.unknownEffect(id, "tool/0");
        JsonNode waiting = json(get("me", false, "/runs/" + id));

        assertThat(waiting.at("/status").asString()).isEqualTo("needs_attention");
        assertThat(waiting.at("/waiting/effect").asString()).isEqualTo("tool/0");
        assertThat(json(act(id, "effects/0", "{\"effect\":\"tool/0\",\"happened\":true,\"outcome\":{\"sent\":1}}")).at("/status").asString())
                .isEqualTo("running");
    }

    @Test
    void listsRunsPageByPage() throws Exception {
        for (int i = 0; i < 3; i++) {
            begin("lister");
        }
        JsonNode first = json(get("lister", false, "/runs?limit=2&workflow=pair"));
        JsonNode second = json(get("lister", false, "/runs?limit=2&before=" + first.at("/before").asString()));

        assertThat(first.at("/data")).hasSize(2);
        assertThat(second.at("/data")).hasSize(1);
        assertThat(second.has("before")).isFalse();
        assertThat(get("lister", false, "/runs?tenant=me").statusCode()).isEqualTo(403);
        assertThat(get("lister", false, "/runs?limit=0").statusCode()).isEqualTo(400);
        assertThat(json(get("lister", false, "/runs?limit=many")).at("/error/param").asString()).isEqualTo("limit");
        assertThat(get("lister", false, "/runs?status=odd").statusCode()).isEqualTo(400);
        for (String before : List.of("nonsense", first.at("/before").asString())) {
            HttpResponse<String> gone = get(before.equals("nonsense") ? "lister" : "somebody", false, "/runs?before=" + before);
            assertThat(gone.statusCode()).isEqualTo(400);
            assertThat(json(gone).at("/error/param").asString()).as("another tenant's is nobody's").isEqualTo("before");
        }
        assertThat(json(get("root", true, "/runs?tenant=lister&status=completed")).at("/data")).isEmpty();
    }

    @Test
    void aStreamTellsEveryEventOnceFromWhereItsReaderLeftOff() throws Exception {
        String id = begin("me");
        CompletableFuture<HttpResponse<String>> all = stream(id, null);
        CompletableFuture<HttpResponse<String>> rest = stream(id, "2");
        platform.step(id, "41", "fail");
        platform.step(id, "42", "pass");
        String text = all.get(20, TimeUnit.SECONDS).body();

        assertThat(ids(text)).containsExactlyElementsOf(LongStream.rangeClosed(1, ids(text).size()).boxed().toList());
        assertThat(text).containsSubsequence("event:run.started", "event:step.scheduled", "event:step.completed", "event:run.completed");
        assertThat(ids(rest.get(20, TimeUnit.SECONDS).body())).isEqualTo(ids(text).subList(2, ids(text).size()));
        assertThat(stream(id, String.valueOf(ids(text).size())).get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
        assertThat(stream(id, "999").get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(400);
        assertThat(stream(id, "x").get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(400);
    }

    @Test
    void aReplayTellsWhatWasDecidedAndWhatWouldBeNow() throws Exception {
        String id = begin("me");
        platform.step(id, "42", "pass");
        JsonNode replay = json(act(id, "replay", ""));

        assertThat(replay.at("/consistent").asBoolean()).isTrue();
        assertThat(replay.at("/decisions/0/agent").asString()).isEqualTo("one");
        assertThat(replay.at("/decisions/0/now").asString()).isEqualTo("one");
        assertThat(replay.at("/decisions/0/probability").asDouble()).isEqualTo(1);
    }

    @Test
    void valuesAreLookedAtForgottenAndTakenBack() throws Exception {
        as("root", true, "PUT", "/workflows/learning", PAIR.replace("pair", "learning"));
        assertThat(json(get("root", true, "/workflows/learning/values")).at("/version").asInt()).isZero();
        platform.learned("learning", "{\"one\":0.5}");
        int first = json(get("root", true, "/workflows/learning/values")).at("/version").asInt();
        assertThat(json(get("root", true, "/workflows/learning/values")).at("/values/one").asDouble()).isEqualTo(0.5);
        JsonNode reset = json(as("root", true, "DELETE", "/workflows/learning/values", ""));
        assertThat(reset.has("values")).isFalse();
        assertThat(reset.at("/version").asInt()).isEqualTo(first + 1);
        JsonNode back = json(as("root", true, "POST", "/workflows/learning/values/rollback", "{\"version\":" + first + "}"));

        assertThat(back.at("/version").asInt()).isEqualTo(first + 2);
        assertThat(back.at("/how").asString()).isEqualTo("rolled_back");
        assertThat(back.at("/values/one").asDouble()).isEqualTo(0.5);
        assertThat(as("root", true, "POST", "/workflows/learning/values/rollback", "{\"version\":99}").statusCode()).isEqualTo(404);
        assertThat(as("root", true, "POST", "/workflows/learning/values/rollback", "{}").statusCode()).isEqualTo(400);
    }

    @Test
    void whatChoicesAreWorthIsShownByState() throws Exception {
        as("root", true, "PUT", "/workflows/shown", PAIR.replace("pair", "shown"));
        assertThat(json(get("root", true, "/workflows/shown/values/states")).at("/states").isEmpty()).isTrue();
        platform.learned("shown", """
                {"schema": 1, "episodes": {"0": 4}, "unjudged": 1, "steps": {"0/-/-/none/one": {"none": 0, "pass": 3, "fail": 1, "unsure": 0,
                "nanos": 2000000000}}, "ends": {"0/one/one/pass": {"runs": 3, "solved": 3}}, "paths": {}, "online": {}, "leaders": [],
                "spending": {"nanos": 2000000000, "exploring": 0}}""");
        JsonNode shown = json(get("root", true, "/workflows/shown/values/states?limit=1"));
        assertThat(shown.at("/episodes").asInt()).isEqualTo(4);
        assertThat(shown.at("/states/0/visits").asInt()).isEqualTo(4);
        assertThat(shown.at("/states/0/actions/0/action").asString()).isEqualTo("one");
        assertThat(shown.at("/states/0/actions/0/success").asDouble()).isEqualTo(0.75);
        assertThat(shown.at("/states/0/actions/0/price").asDouble()).isEqualTo(0.5);
        assertThat(get("root", true, "/workflows/shown/values/states?limit=0").statusCode()).isEqualTo(400);
        assertThat(get("me", false, "/workflows/shown/values/states").statusCode()).isEqualTo(403);
        platform.learned("shown", "{\"one\":0.5}");
        assertThat(get("root", true, "/workflows/shown/values/states").statusCode()).isEqualTo(409);
    }

    @Test
    void budgetsAreSetByAdminsAndSeenByTheirTeam() throws Exception {
        assertThat(as("me", false, "PUT", "/budgets/me", "{\"limit\":10}").statusCode()).isEqualTo(403);
        assertThat(json(as("root", true, "PUT", "/budgets/me", "{\"limit\":10}")).at("/left").asDouble()).isEqualTo(3);
        assertThat(json(get("me", false, "/budgets/me")).at("/limit").asDouble()).isEqualTo(10);
        assertThat(get("you", false, "/budgets/me").statusCode()).isEqualTo(404);
        assertThat(as("root", true, "PUT", "/budgets/me", "{\"limit\":-1}").statusCode()).isEqualTo(400);
    }

    private String begin(String tenant) throws Exception {
        return json(as(tenant, false, "POST", "/workflows/pair/runs", "{\"input\":\"6*7\"}")).at("/id").asString();
    }

    private HttpResponse<String> act(String id, String what, String body) throws Exception {
        return as("me", false, "POST", "/runs/" + id + "/" + what, body);
    }

    private CompletableFuture<HttpResponse<String>> stream(String id, String after) {
        HttpRequest.Builder request = request("me", false, "/runs/" + id + "/events").header("Accept", "text/event-stream");
        return http.sendAsync((after == null ? request : request.header("Last-Event-ID", after)).GET().build(), HttpResponse.BodyHandlers.ofString());
    }

    private static List<Long> ids(String stream) {
        return stream.lines().filter(line -> line.startsWith("id:")).map(line -> Long.valueOf(line.substring(3))).toList();
    }

    private HttpResponse<String> keyed(String tenant, String key, String body) throws Exception {
        return http.send(keyedRequest(tenant, key, body), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest keyedRequest(String tenant, String key, String body) {
        return request(tenant, false, "/workflows/pair/runs").header("Idempotency-Key", key).POST(HttpRequest.BodyPublishers.ofString(body)).build();
    }

    private HttpResponse<String> get(String tenant, boolean admin, String path) throws Exception {
        return as(tenant, admin, "GET", path, "");
    }

    private HttpResponse<String> as(String tenant, boolean admin, String method, String path, String body) throws Exception {
        return http.send(request(tenant, admin, path).method(method, body.isEmpty()
                ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(String tenant, boolean admin, String path) {
        return HttpRequest.newBuilder(uri(path)).header("X-Sluice-Actor", tenant).header("X-Sluice-Admin", Boolean.toString(admin))
                .header("Content-Type", "application/json");
    }

    private static URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JsonMapper.shared().readTree(answer.body());
    }
}
