package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.harness.Answer;
import io.sluice.e2e.harness.Await;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.InBothForms;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import io.sluice.e2e.harness.Reply;
import io.sluice.e2e.harness.Runs;
import io.sluice.e2e.harness.ScriptedUpstream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What people may do with runs that go on, and with what runs taught; their agents ask an upstream that the test holds in its hand. */
@InBothForms
class RunLifeIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final Platform platform;
    private final Runs runs;
    private final ScriptedUpstream upstream = Platforms.upstream();
    private final String form;

    RunLifeIT(Form form) {
        this.platform = Platforms.shared(form);
        this.runs = new Runs(platform);
        this.form = form.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private String word(String test) {
        return test + "-" + form;
    }

    @Test
    void aPausedRunTakesWhatIsUnderWayAndBeginsNothingUntilItIsResumed() {
        runs.define("paused", Runs.scripted("paused"));
        String word = word("pausing");
        String id;
        try (ScriptedUpstream.Rule held = upstream.hold(word)) {
            id = runs.start("paused", word);
            upstream.awaitCalls(word, 1);
            assertThat(runs.act(id, "pause", Map.of()).ok().json().get("status").asString()).isEqualTo("paused");
            assertThat(runs.act(id, "pause", Map.of()).status()).isEqualTo(409);
        }
        Await.until("the step under way is taken", LIMIT, () -> runs.events(id).contains("step.completed"));
        assertThat(runs.find(id).get("status").asString()).isEqualTo("paused");
        assertThat(upstream.prompts(word)).containsExactly("first " + word);

        runs.act(id, "resume", Map.of()).ok();
        assertThat(runs.awaitStatus(id, "completed").get("answer").asString()).isEqualTo("second " + word);
        assertThat(upstream.prompts(word)).containsExactly("first " + word, "second " + word);
    }

    @Test
    void aCancelledRunIsOverWhateverItsStepSaysLater() {
        runs.define("cancelled", Runs.scripted("cancelled"));
        String word = word("cancelling");
        String id;
        try (ScriptedUpstream.Rule held = upstream.hold(word)) {
            id = runs.start("cancelled", word);
            upstream.awaitCalls(word, 1);
            JsonNode cancelled = runs.act(id, "cancel", Map.of("reason", "enough")).ok().json();
            assertThat(cancelled.get("status").asString()).isEqualTo("cancelled");
            assertThat(cancelled.at("/error/message").asString()).isEqualTo("enough");
        }
        Reply again = runs.act(id, "cancel", Map.of());
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().at("/error/code").asString()).isEqualTo("run_has_ended");
        assertThat(runs.events(id)).containsSubsequence("step.scheduled", "run.cancelled").doesNotContain("step.completed");
        assertThat(upstream.prompts(word)).hasSize(1);
    }

    @Test
    void aRunThatFailedIsTriedAgainFromTheStepThatDid() {
        runs.define("retried", Runs.scripted("retried"));
        String word = word("retrying");
        String id;
        try (ScriptedUpstream.Rule refused = upstream.refuse("second " + word)) {
            id = runs.start("retried", word);
            JsonNode failed = runs.awaitStatus(id, "failed");
            assertThat(failed.at("/error/code").asString()).isNotBlank();
            assertThat(failed.at("/used/steps").asInt()).isGreaterThanOrEqualTo(1);
        }
        assertThat(runs.act(id, "retry", Map.of("step", 9)).json().at("/error/code").asString()).isEqualTo("unknown_step");
        runs.act(id, "retry", Map.of("step", 1)).ok();

        JsonNode run = runs.awaitStatus(id, "completed");
        assertThat(run.get("answer").asString()).isEqualTo("second " + word);
        assertThat(runs.events(id)).containsSubsequence("run.failed", "run.rewound", "step.completed", "run.completed");
        assertThat(upstream.prompts("first " + word)).as("what is before the step is not done again").hasSize(1);
        assertThat(upstream.prompts("second " + word)).hasSize(2);
    }

    @Test
    void aReplayIsDry() {
        runs.define("replayed", Runs.scripted("replayed"));
        String word = word("replaying");
        String id = runs.start("replayed", word);
        runs.awaitStatus(id, "completed");
        List<JsonNode> before = runs.history(id);
        JsonNode replay = runs.act(id, "replay", Map.of()).ok().json();

        assertThat(replay.get("consistent").asBoolean()).isTrue();
        assertThat(replay.get("events").asInt()).isEqualTo(before.size());
        assertThat(Answer.elements(replay.get("decisions"))).hasSize(3).allSatisfy(decision ->
                assertThat(decision.path("now")).isEqualTo(decision.path("agent")));
        assertThat(runs.history(id)).isEqualTo(before);
        assertThat(upstream.prompts(word)).hasSize(2);
    }

    @Test
    void whatNobodyDecidesInTimeIsDecidedAsTheDocumentSays() {
        runs.define("unasked", Runs.scripted("unasked", "approvals: [{before: second, seconds: 0.5}]"));
        runs.define("proceeding", Runs.scripted("proceeding", "approvals: [{before: second, seconds: 0.5, proceeds_on_timeout: true}]"));
        runs.define("refused", Runs.scripted("refused", "approvals: [{before: second}]"));
        String word = word("approving");
        String unasked = runs.start("unasked", word);
        String proceeding = runs.start("proceeding", word);
        String refused = runs.start("refused", word);

        assertThat(runs.awaitStatus(unasked, "cancelled").at("/error/message").asString()).isEqualTo("nobody decided in time");
        assertThat(runs.awaitStatus(proceeding, "completed").get("answer").asString()).isEqualTo("second " + word);
        assertThat(runs.events(proceeding)).containsSubsequence("approval.requested", "approval.timedout", "step.completed", "run.completed");
        int step = runs.awaitStatus(refused, "waiting").at("/waiting/step").asInt();
        runs.act(refused, "approvals/" + step, Map.of("approved", false, "note", "not that")).ok();
        assertThat(runs.awaitStatus(refused, "cancelled").at("/error/message").asString()).isEqualTo("step " + step + " was not approved");
        assertThat(upstream.prompts("second " + word)).hasSize(1);
    }

    @Test
    void whatRunsTaughtIsLookedAtForgottenAndTakenBack() {
        runs.define("taught", Runs.learning("taught"));
        int learned = runs.teach("taught", word("teaching"), 4);
        JsonNode states = platform.admin().get("/v1/workflows/taught/values/states").ok().json();
        JsonNode knowing = runs.awaitStatus(runs.start("taught", word("knowing"), word("knowing")), "completed");

        assertThat(states.get("episodes").asInt()).isEqualTo(4);
        assertThat(knowing.get("verdict").asString()).isEqualTo("pass");
        assertThat(runs.agents(knowing.get("id").asString())).containsExactly("opener", "right");
        assertThat(runs.versions(knowing.get("id").asString())).allMatch(version -> version >= learned);

        int known = runs.awaitValues("taught", learned + 1);
        JsonNode forgotten = platform.admin().delete("/v1/workflows/taught/values").ok().json();
        assertThat(forgotten.has("values")).isFalse();
        assertThat(forgotten.get("version").asInt()).isEqualTo(known + 1);
        JsonNode back = platform.admin().post("/v1/workflows/taught/values/rollback", Map.of("version", learned)).ok().json();
        assertThat(back.get("version").asInt()).isEqualTo(known + 2);
        assertThat(back.get("how").asString()).isEqualTo("rolled_back");
        assertThat(back.get("values")).isEqualTo(platform.admin().get("/v1/workflows/taught/values/" + learned).ok().json().get("values"));
        String decided = runs.start("taught", word("decided"), word("decided"));
        runs.awaitStatus(decided, "completed");
        assertThat(runs.versions(decided)).contains(known + 2);
        assertThat(platform.admin().post("/v1/workflows/taught/values/rollback", Map.of("version", 9999)).status()).isEqualTo(404);
        assertThat(platform.api().get("/v1/workflows/taught/values").status()).isEqualTo(403);
    }

    @Test
    void aHundredRunsAtOnceStayWithinTheirTeamsBudget() throws Exception {
        runs.define("crowd", Runs.scripted("crowd", "limits: {cost: 2}"));
        String team = "crowd-" + form;
        String word = word("crowding");
        platform.admin().put("/v1/budgets/" + team, "application/json", "{\"limit\": 60}").ok();
        try (ScriptedUpstream.Rule held = upstream.hold(word); ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> started = IntStream.range(0, 100).mapToObj(run -> callers.submit(() ->
                    Runs.start(platform.admin(), "crowd", Map.of("input", word, "team", team)))).toList();
            for (Future<String> run : started) {
                assertThat(run.get()).isNotBlank();
            }
            Await.until("those that do not fit are refused", LIMIT, () -> ended("failed", team), failed -> failed == 70);
            JsonNode budget = Await.until("the team's account is as far", LIMIT, () -> platform.admin().get("/v1/budgets/" + team).ok().json(),
                    seen -> seen.get("runs").asInt() == 30);
            assertThat(budget.get("reserved").asDouble()).isEqualTo(60);
        }
        Await.until("those that fitted end", LIMIT, () -> ended("completed", team), completed -> completed == 30);
        JsonNode budget = Await.until("all is settled", LIMIT, () -> platform.admin().get("/v1/budgets/" + team).ok().json(),
                seen -> seen.get("reserved").asDouble() == 0);
        assertThat(budget.get("spent").asDouble()).isPositive().isLessThan(60);
        assertThat(ended("failed", team)).isEqualTo(70);
    }

    private long ended(String status, String team) {
        return Answer.elements(platform.admin().get("/v1/runs?workflow=crowd&limit=100&status=" + status).ok().json().get("data")).stream()
                .filter(run -> run.get("team").asString().equals(team)).count();
    }
}
