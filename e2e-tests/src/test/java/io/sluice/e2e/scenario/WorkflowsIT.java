package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.harness.Answer;
import io.sluice.e2e.harness.Api;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Await;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.InBothForms;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import io.sluice.e2e.harness.Reply;
import io.sluice.e2e.harness.Runs;
import io.sluice.e2e.harness.SseStream;
import io.sluice.e2e.harness.Tasks;
import io.sluice.e2e.harness.TestKeys;
import io.sluice.tasks.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Workflows as their users meet them: defined, run, followed, asked as a model. */
@InBothForms
class WorkflowsIT {

    private static final List<Task> TASKS = Tasks.test(6);

    private final Platform platform;
    private final Runs runs;

    WorkflowsIT(Form form) {
        this.platform = Platforms.shared(form);
        this.runs = new Runs(platform);
    }

    private static Ask ask(String workflow, String text) {
        return Ask.chat(text).model("workflow:" + workflow).without("temperature").without("max_tokens");
    }

    @Test
    void agentsTakeTurnsUntilTheVerifierIsContent() {
        runs.define("turns", Runs.pair("turns"));
        for (Task task : TASKS) {
            JsonNode run = runs.awaitStatus(runs.start("turns", task.prompt(), task.answer()), "completed");
            boolean right = run.get("verdict").asString().equals("pass");
            assertThat(run.at("/answer").asString()).isNotBlank();
            assertThat(right).isEqualTo(run.get("answer").asString().equals(task.answer()));
            assertThat(run.at("/used/steps").asInt()).isBetween(1, 2);
            assertThat(right || run.at("/used/steps").asInt() == 2).as("only the right answer ends a run early").isTrue();
            assertThat(run.at("/used/completion_tokens").asInt()).isPositive();
            assertThat(run.at("/used/cost").asDouble()).isPositive();
        }
    }

    @Test
    void aWorkflowIsAskedAsAModelWholeAndStreamed() {
        runs.define("model", Runs.pair("model"));
        Task task = TASKS.getFirst();
        Answer whole = Answer.of(platform.api().chat(ask("model", task.prompt())));
        List<JsonNode> chunks;
        try (SseStream stream = platform.api().streamChat(ask("model", task.prompt()))) {
            chunks = stream.chunks();
        }
        String streamed = chunks.stream().map(chunk -> chunk.at("/choices/0/delta/content").asString("")).reduce("", String::concat);

        assertThat(whole.text()).isNotBlank().isEqualTo(streamed);
        assertThat(whole.finish()).isEqualTo("stop");
        assertThat(whole.report().at("/workflow/steps").asInt()).isEqualTo(2);
        assertThat(whole.completionTokens()).isPositive();
        JsonNode run = runs.find(whole.report().at("/workflow/run").asString());
        assertThat(run.at("/used/prompt_tokens").asInt()).isEqualTo(whole.promptTokens());
        assertThat(chunks.getLast().at("/sluice/workflow/name").asString()).isEqualTo("model");
    }

    @Test
    void aRunIsFollowedToItsEndAndFromWhereverItWasLeft() {
        runs.define("followed", Runs.pair("followed"));
        String id = runs.start("followed", TASKS.getFirst().prompt(), "never");
        List<Long> all = ids(platform.api().withHeader("Accept", "text/event-stream").get("/v1/runs/" + id + "/events").ok());
        List<Long> rest = ids(platform.api().withHeader("Accept", "text/event-stream").withHeader("Last-Event-ID", "2")
                .get("/v1/runs/" + id + "/events").ok());

        assertThat(all).hasSize(runs.history(id).size()).isEqualTo(IntStream.rangeClosed(1, all.size()).mapToObj(Long::valueOf).toList());
        assertThat(rest).isEqualTo(all.subList(2, all.size()));
        assertThat(runs.find(id).get("status").asString()).isEqualTo("completed");
    }

    private static List<Long> ids(Reply stream) {
        return stream.body().lines().filter(line -> line.startsWith("id:")).map(line -> Long.valueOf(line.substring(3).strip())).toList();
    }

    @Test
    void aKeyBeginsOneRun() {
        runs.define("keyed", Runs.pair("keyed"));
        Api keyed = platform.api().withHeader("Idempotency-Key", "e2e-" + System.identityHashCode(this));
        String path = "/v1/workflows/keyed/runs";
        JsonNode first = keyed.post(path, Map.of("input", "Add: 1+2")).ok().json();
        JsonNode again = keyed.post(path, Map.of("input", "Add: 1+2")).ok().json();

        assertThat(again.get("id")).isEqualTo(first.get("id"));
        assertThat(keyed.post(path, Map.of("input", "Add: 1+3")).status()).isEqualTo(422);
    }

    @Test
    void aPersonIsAskedBeforeAStepThatWantsIt() {
        runs.define("asking", Runs.pair("asking", "approvals: [{before: master}]"));
        String id = runs.start("asking", TASKS.getFirst().prompt(), "never");
        int step = runs.awaitStatus(id, "waiting").at("/waiting/step").asInt();
        platform.api().post("/v1/runs/" + id + "/approvals/" + step, Map.of("approved", true)).ok();

        assertThat(runs.awaitStatus(id, "completed", "failed").at("/used/steps").asInt()).isEqualTo(2);
    }

    @Test
    void aTeamSpendsNoMoreThanItsBudget() {
        runs.define("dear", Runs.pair("dear", "limits: {cost: 100}"));
        platform.admin().put("/v1/budgets/limited", "application/json", "{\"limit\": 50}").ok();
        JsonNode started = platform.admin().post("/v1/workflows/dear/runs", Map.of("input", "Add: 1+2", "team", "limited")).ok().json();
        String path = "/v1/runs/" + started.get("id").asString();
        JsonNode refused = Await.until("the run ends", Duration.ofSeconds(30),
                () -> platform.admin().get(path).ok().json(), run -> run.get("status").asString().equals("failed"));

        assertThat(refused.at("/error/code").asString()).isEqualTo("budget_refused");
        assertThat(platform.admin().get("/v1/budgets/limited").ok().json().at("/reserved").asDouble()).isZero();
    }

    @Test
    void whatIsNotOnesOwnIsNotThereAndWhatIsNotRightIsToldWithItsPlace() {
        runs.define("mine", Runs.pair("mine"));
        String id = runs.start("mine", "Add: 1+2", "3");

        assertThat(Api.withKey(platform.gateway(), TestKeys.LIMITED).get("/v1/runs/" + id).status()).isEqualTo(404);
        assertThat(platform.api().put("/v1/workflows/mine", "application/yaml", Runs.pair("mine")).status()).isEqualTo(403);
        Reply refused = platform.admin().put("/v1/workflows/mine", "application/yaml", Runs.pair("mine").replace("next: [master]", "next: [nobody]"));
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().at("/error/problems/0/pointer").asString()).isEqualTo("/agents/apprentice/next/0");
        assertThat(platform.api().chat(ask("nothing", "hi")).status()).isEqualTo(404);
    }
}
