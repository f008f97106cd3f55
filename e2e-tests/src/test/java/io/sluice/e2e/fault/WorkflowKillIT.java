package io.sluice.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Reply;
import io.sluice.e2e.harness.Runs;
import io.sluice.e2e.harness.Tasks;
import io.sluice.trainer.task.Task;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A workflow-service that is killed loses no run, and no step of one. */
class WorkflowKillIT {

    private static final String SERVICE = "workflow-service";

    @Test
    void runsGoOnWhereTheyWere(@TempDir Path folder) throws Exception {
        try (Platform platform = Platform.start(Platform.Setup.of(Form.PROCESSES, folder.resolve("data")))) {
            Runs runs = new Runs(platform);
            runs.define("pair", Runs.pair("pair"));
            runs.define("asking", Runs.pair("asking", "approvals: [{before: master}]"));
            List<Task> tasks = Tasks.test(8);
            String waiting = runs.start("asking", tasks.getFirst().prompt(), "never");
            int step = runs.awaitStatus(waiting, "waiting").at("/waiting/step").asInt();
            List<String> going = tasks.stream().map(task -> runs.start("pair", task.prompt(), "never")).toList();
            CompletableFuture<Reply> asked = CompletableFuture.supplyAsync(() -> platform.api().chat(Ask.chat(tasks.getFirst().prompt())
                    .model("workflow:pair").without("temperature").without("max_tokens")));

            platform.kill(SERVICE);
            platform.restart(SERVICE);

            for (String id : going) {
                assertThat(runs.awaitStatus(id, "completed", "failed").get("status").asString()).isEqualTo("completed");
                eachStepIsDoneOnce(runs.history(id));
            }
            assertThat(runs.find(waiting).get("status").asString()).isEqualTo("waiting");
            platform.api().post("/v1/runs/" + waiting + "/approvals/" + step, Map.of("approved", true)).ok();
            eachStepIsDoneOnce(runs.history(runs.awaitStatus(waiting, "completed").get("id").asString()));
            // Whoever asked by chat either got its answer all the same, or was told that it did not.
            assertThat(asked.get(60, TimeUnit.SECONDS).status()).isIn(200, 503);
        }
    }

    private static void eachStepIsDoneOnce(List<JsonNode> history) {
        assertThat(history.stream().map(event -> event.get("seq").asLong()).toList())
                .isEqualTo(IntStream.rangeClosed(1, history.size()).mapToObj(Long::valueOf).toList());
        assertThat(history.stream().filter(event -> event.get("event").asString().equals("step.completed"))
                .map(event -> event.get("step").asInt()).toList()).containsExactly(0, 1);
    }
}
