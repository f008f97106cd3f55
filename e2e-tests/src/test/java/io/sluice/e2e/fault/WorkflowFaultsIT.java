package io.sluice.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.Topics;
import io.sluice.e2e.harness.Answer;
import io.sluice.e2e.harness.Api;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Await;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.Json;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Reply;
import io.sluice.e2e.harness.Runs;
import io.sluice.e2e.harness.ScriptedUpstream;
import io.sluice.e2e.harness.SseStream;
import io.sluice.e2e.harness.Tasks;
import io.sluice.e2e.harness.Worker;
import io.sluice.platform.testing.Starvation;
import io.sluice.standalone.check.PortUse;
import io.sluice.tasks.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Workflows when something dies or writes what nobody reads: no run is lost, no step is done twice, and all go on. */
class WorkflowFaultsIT {

    private static final String SERVICE = "workflow-service";
    /** Of time in which the machine was there for it: {@link Starvation}. */
    private static final Duration GOES_ON_WITHIN = Duration.ofSeconds(15);
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String EVENTS_UNKNOWN = "sluice_events_unknown_total{topic=\"" + Topics.WORKFLOW_EVENTS + "\"}";

    private static Platform platform;
    private static ScriptedUpstream upstream;
    private static Runs runs;

    @TempDir
    private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        upstream = ScriptedUpstream.start();
        platform = Platform.start(Platform.Setup.of(Form.PROCESSES, folder.resolve("data")).set(upstream.setting()));
        runs = new Runs(platform);
    }

    @AfterAll
    static void stop() {
        platform.close();
        upstream.close();
    }

    @Test
    void runsOfAServiceThatIsKilledGoOnWhereTheyWere() throws Exception {
        runs.define("pair", Runs.pair("pair"));
        runs.define("samples", samples("samples"));
        runs.define("asking", Runs.scripted("asking", "approvals: [{before: second}]"));
        runs.define("hurried", Runs.scripted("hurried", "approvals: [{before: second, seconds: 1}]"));
        List<Task> tasks = Tasks.test(4);
        String waiting = runs.start("asking", "to be asked");
        int step = runs.awaitStatus(waiting, "waiting").at("/waiting/step").asInt();
        String word = "half-done";
        try (ScriptedUpstream.Rule third = upstream.hold(word, 2)) {
            String half = runs.start("samples", word);
            Await.until("two samples are of record", LIMIT, () -> count(runs.events(half), "effect.recorded") == 2);
            List<String> going = tasks.stream().map(task -> runs.start("pair", task.prompt(), "never")).toList();
            // Of their own: the JDK's HTTP client completes its answers on the common pool, which they would fill.
            CompletableFuture<Integer> asked = CompletableFuture.supplyAsync(() -> ask(tasks.getFirst().prompt()), Thread::startVirtualThread);
            CompletableFuture<List<Long>> followed = CompletableFuture.supplyAsync(() -> follow(half), Thread::startVirtualThread);
            String late = runs.start("hurried", "too late");
            runs.awaitStatus(late, "waiting", "cancelled");
            int calls = upstream.prompts(word).size();

            try (Starvation others = Starvation.watched()) {
                Instant killed = Instant.now();
                platform.kill(SERVICE);
                platform.restart(SERVICE);
                goesOn(platform.api(), "/v1/runs/", List.of(half), killed, others);
            }
            third.close();

            assertThat(runs.awaitStatus(half, "completed").get("answer").asString()).isEqualTo(word);
            assertThat(upstream.prompts(word).size() - calls).as("calls that were not of record before")
                    .isEqualTo(count(runs.events(half), "effect.recorded") - 2);
            assertThat(followed.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).as("every event once, over the kill").isEqualTo(
                    LongStream.rangeClosed(1, runs.history(half).size()).boxed().toList());
            for (String id : going) {
                assertThat(runs.awaitStatus(id, "completed", "failed").get("status").asString()).isEqualTo("completed");
                eachStepIsDoneOnce(runs.history(id));
            }
            assertThat(runs.awaitStatus(late, "cancelled").at("/error/message").asString()).isEqualTo("nobody decided in time");
            // Whoever asked by chat either got its answer all the same, or was told that it did not.
            assertThat(asked.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isIn(200, 503);
        }
        assertThat(runs.find(waiting).get("status").asString()).isEqualTo("waiting");
        runs.act(waiting, "approvals/" + step, Map.of("approved", true)).ok();
        assertThat(runs.awaitStatus(waiting, "completed").get("answer").asString()).isEqualTo("second to be asked");
        assertThat(upstream.prompts("first to be asked")).hasSize(1);
    }

    /** A vote of five, of which three that agree are enough. */
    private static String samples(String name) {
        return """
                name: %s
                start: voter
                agents:
                  voter: {upstream: scripted, model: echo, prompt: "{{input}}", sampling: {temperature: 1}, strategy: {kind: majority}, effort: {seconds: 300}}
                scheduler: {kind: fixed, flow: [voter]}
                """.formatted(name);
    }

    /** @return the status, 200 where the answer came to its end */
    private static int ask(String task) {
        try (SseStream stream = platform.api().streamChat(Ask.chat(task).model("workflow:pair").without("temperature").without("max_tokens"))) {
            if (stream.status() == 200) {
                assertThat(stream.chunks()).isNotEmpty();
            }
            return stream.status();
        }
    }

    /** Reads a run's events to its end as a client does that comes back when it is cut off. */
    private static List<Long> follow(String run) {
        List<Long> seen = new ArrayList<>();
        Await.until("the stream's end", LIMIT, () -> {
            try (SseStream stream = platform.api().follow(run, seen.isEmpty() ? 0 : seen.getLast())) {
                for (String data = next(stream); data != null; data = next(stream)) {
                    seen.add(Json.read(data).get("seq").asLong());
                }
                return stream.status();
            }
        }, status -> status == 204);
        return seen;
    }

    private static @Nullable String next(SseStream stream) {
        try {
            return stream.status() == 200 ? stream.next() : null;
        } catch (UncheckedIOException cut) {
            return null;
        }
    }

    /** That is asked of whoever is there to answer. */
    private static void goesOn(Api asked, String path, List<String> ids, Instant killed, Starvation others) {
        Duration longest = Duration.ZERO;
        for (String id : ids) {
            Instant first = Await.until(id + " goes on", LIMIT, () -> firstAfter(asked.get(path + id + "/history"), killed), Instant.MAX::isAfter);
            Duration wait = Duration.between(killed, first);
            longest = longest.compareTo(wait) > 0 ? longest : wait;
        }
        System.out.println("went on after " + longest + ", of which the machine was there for " + others.without(longest));
        assertThat(others.without(longest)).isLessThan(GOES_ON_WITHIN);
    }

    /** When the run's first decision after that time was made. */
    private static Instant firstAfter(Reply history, Instant time) {
        return history.status() != 200 ? Instant.MAX : Answer.elements(history.json().get("events")).stream()
                .map(event -> Instant.parse(event.get("at").asString())).filter(at -> at.isAfter(time)).findFirst().orElse(Instant.MAX);
    }

    private static void eachStepIsDoneOnce(List<JsonNode> history) {
        assertThat(history.stream().map(event -> event.get("seq").asLong()).toList())
                .isEqualTo(LongStream.rangeClosed(1, history.size()).boxed().toList());
        assertThat(history.stream().filter(event -> event.get("event").asString().equals("step.completed"))
                .map(event -> event.get("step").asInt()).toList()).containsExactly(0, 1);
    }

    private static long count(List<String> events, String name) {
        return events.stream().filter(name::equals).count();
    }

    @Test
    void anotherReplicaGoesOnWithTheRunsAndKnowsWhatWasLearned() throws IOException {
        runs.define("handed", Runs.scripted("handed"));
        runs.define("learned", Runs.learning("learned"));
        int learned = runs.teach("learned", "teaching", 3);
        String word = "handed-over";
        try (Worker second = Worker.ofWorkflows(PortUse.free("127.0.0.1"), platform, folder, upstream.setting());
                ScriptedUpstream.Rule held = upstream.hold("second " + word)) {
            Api other = second.api().withHeader("X-Sluice-Actor", "admin").withHeader("X-Sluice-Admin", "true");
            List<String> going = IntStream.range(0, 8).mapToObj(run -> runs.start("handed", word + "-" + run)).toList();
            upstream.awaitCalls("second " + word, going.size());

            try (Starvation others = Starvation.watched()) {
                Instant killed = Instant.now();
                platform.kill(SERVICE);
                // For those whose worker lives; the others' answers reach nobody.
                held.close();
                goesOn(other, "/runs/", going, killed, others);
            }

            for (String id : going) {
                Await.until(id + " ends", LIMIT, () -> other.get("/runs/" + id).ok().json().get("status").asString(), "completed"::equals);
                eachStepIsDoneOnce(Answer.elements(other.get("/runs/" + id + "/history").ok().json().get("events")));
            }
            assertThat(upstream.prompts("first " + word)).as("what was done is not asked again").hasSize(going.size());
            Await.until("it knows what was learned", LIMIT, () -> other.get("/workflows/learned/values").ok().json().get("version").asInt(),
                    version -> version == learned);
            decidesByWhatWasLearned(other, learned);
        }
        platform.restart(SERVICE);
        Api back = awaitReady();
        Await.until("what was learned outlives both replicas", LIMIT, () -> back.get("/workflows/learned/values").ok().json().get("version").asInt(),
                version -> version > learned);
    }

    /** By the only replica that lives. */
    private static void decidesByWhatWasLearned(Api other, int learned) {
        Reply begun = other.post("/workflows/learned/runs", Map.of("input", "known", "inputs", Map.of("expected", "known"))).ok();
        String id = begun.json().get("id").asString();
        Await.until("the run ends", LIMIT, () -> other.get("/runs/" + id).ok().json().get("status").asString(), "completed"::equals);
        List<JsonNode> decided = Answer.elements(other.get("/runs/" + id + "/history").ok().json().get("events")).stream()
                .filter(event -> event.get("event").asString().equals("step.scheduled")).toList();
        assertThat(decided).extracting(event -> event.get("agent").asString()).containsExactly("opener", "right");
        assertThat(decided).allSatisfy(event -> assertThat(event.at("/decision/policy_version").asInt()).isGreaterThanOrEqualTo(learned));
        Await.until("it taught something, too", LIMIT, () -> other.get("/workflows/learned/values").ok().json().get("version").asInt(),
                version -> version > learned);
    }

    private static Api awaitReady() {
        Api service = platform.workflows();
        Await.until("runs are kept", LIMIT, () -> service.get("/actuator/health/readiness").status() == 200);
        return service;
    }

    /** An answer that came while nothing could be written is of record later, or asked for again: it may be repeated. */
    @Test
    void runsThatAreGoingOutliveTheBrokersRestart() {
        outlives("kafka");
        assertThat(upstream.prompts("first kafka")).hasSizeGreaterThanOrEqualTo(4);
    }

    @Test
    void runsThatAreGoingOutliveRedissRestart() {
        outlives("redis");
        assertThat(upstream.prompts("first redis")).as("Redis holds nothing of a run").hasSize(4);
    }

    private static void outlives(String store) {
        String workflow = "over-" + store;
        runs.define(workflow, Runs.scripted(workflow));
        List<String> going;
        try (ScriptedUpstream.Rule held = upstream.hold("first " + store)) {
            going = IntStream.range(0, 4).mapToObj(run -> runs.start(workflow, store + "-" + run)).toList();
            upstream.awaitCalls("first " + store, going.size());
            platform.kill(store);
        }
        platform.restart(store);
        for (String id : going) {
            runs.awaitStatus(id, "completed");
            eachStepIsDoneOnce(runs.history(id));
        }
        runs.awaitStatus(runs.start(workflow, "later than " + store), "completed");
    }

    @Test
    void aCommandThatCannotBeReadGoesToTheDeadLettersAndItsPartitionGoesOn() {
        runs.define("beside", Runs.scripted("beside"));
        Map<String, String> pause = Map.of("ce_specversion", "1.0", "ce_id", "1", "ce_source", "/anybody",
                "ce_type", "io.sluice.workflow.command.pause.v1", "content-type", "application/json");
        platform.events().write(Topics.WORKFLOW_COMMANDS, "run/poison", Map.of(), "no event at all");
        platform.events().write(Topics.WORKFLOW_COMMANDS, "run/poison", pause, "{\"cut\":");
        platform.events().write(Topics.WORKFLOW_COMMANDS, null, pause, "{\"keyless\":1}");
        List<String> going = IntStream.range(0, 8).mapToObj(run -> runs.start("beside", "beside-" + run)).toList();

        for (String poison : List.of("no event at all", "{\"cut\":", "{\"keyless\":1}")) {
            Map<String, String> headers = platform.events().awaitHeaders(Topics.WORKFLOW_COMMANDS + Topics.DEAD_LETTER_SUFFIX, poison);
            assertThat(headers.get("sluice_reason")).isNotBlank();
            assertThat(headers.get("sluice_offset")).matches("[0-3]@\\d+");
        }
        going.forEach(id -> runs.awaitStatus(id, "completed"));
    }

    @Test
    void anEventOfAnUnknownTypeOrVersionIsCountedAndNothingStops() {
        runs.define("unheard", Runs.scripted("unheard"));
        double before = unknown();
        for (String type : List.of("io.sluice.workflow.run.started.v99", "io.sluice.workflow.run.dreamt.v1")) {
            platform.events().write(Topics.WORKFLOW_EVENTS, "run/unheard-of", Map.of("ce_specversion", "1.0", "ce_id", "1",
                    "ce_source", "/later", "ce_type", type, "content-type", "application/json"), "{\"run\":\"unheard-of\"}");
        }
        String id = runs.start("unheard", "unheard");

        runs.awaitStatus(id, "completed");
        Await.until("both are counted, of each partition", LIMIT, () -> unknown(), now -> now >= before + 8);
        assertThat(platform.api().get("/v1/runs/unheard-of").status()).isEqualTo(404);
    }

    private static double unknown() {
        return platform.workflows().get("/actuator/prometheus").ok().body().lines().filter(line -> line.startsWith(EVENTS_UNKNOWN))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
    }
}
