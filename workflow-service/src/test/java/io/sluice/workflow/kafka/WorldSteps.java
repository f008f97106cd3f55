package io.sluice.workflow.kafka;

import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.step.Effect;
import io.sluice.workflow.step.EffectJournal;
import io.sluice.workflow.step.StepOutcome;
import io.sluice.workflow.step.StepRequest;
import io.sluice.workflow.step.StepRunner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.StringNode;

/** A step of tests: a call that may be repeated, then one that must not be, each through the journal. */
final class WorldSteps implements StepRunner {

    private final String world;
    private final HttpClient client = HttpClient.newHttpClient();

    WorldSteps(String world) {
        this.world = world;
    }

    @Override
    public StepOutcome run(StepRequest request, Workflow workflow, EffectJournal journal) throws InterruptedException {
        String name = request.run() + "/" + request.step() + "/";
        try {
            if (journal.find("model/0").isEmpty()) {
                post("/call", name + "model");
                journal.done("model/0", StringNode.valueOf("said"));
                post("/recorded", name + "model");
            }
            Optional<Effect> tool = journal.find("tool/0");
            if (tool.isPresent() && tool.get().outcome() == null) {
                return new StepOutcome.Unknown("tool/0", "nobody knows whether it was done", List.of());
            }
            if (tool.isEmpty()) {
                journal.intend("tool/0");
                post("/once", name + "tool");
                journal.done("tool/0", StringNode.valueOf("done"));
            }
        } catch (IOException failure) {
            return new StepOutcome.Failed("call_failed", failure.getClass().getSimpleName(), true, List.of());
        }
        return new StepOutcome.Succeeded("step " + request.step(), "step " + request.step(), null, null,
                List.of(new StepOutcome.Use("model/0", "m", 10, 1, 0)));
    }

    private void post(String path, String key) throws IOException, InterruptedException {
        client.send(HttpRequest.newBuilder(URI.create(world + path + "?" + key)).POST(HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.discarding());
    }
}
