package io.sluice.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.ShardScored;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.e2e.harness.Await;
import io.sluice.e2e.harness.EventLog;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.Json;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import io.sluice.e2e.harness.Selections;
import io.sluice.e2e.harness.Worker;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.FileDataSetStore;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.job.Step;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.work.FileArtefactStore;
import io.sluice.selection.work.JobSpec;
import io.sluice.selection.work.JobSteps;
import io.sluice.selection.work.StepOutcome;
import io.sluice.standalone.check.PortUse;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A selection of which one of two replicas dies: nothing that was done is done again, and what comes out is the same. */
class SelectionFaultsIT {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String POOL = Selections.mixed(50_000, 11);
    private static final String TARGET = Selections.sums(128, 12);
    private static final String JOB = """
            {"pool": "%s", "target": "%s", "selector": "zip-fit", "settings": {"targets-max": "96"}, "budget": {"rows": 2000}, "seed": 5,
             "duplicates": {"near": 0.8}, "quotas": [{"label": "kind", "value": "sum", "at_most": {"share": 0.75}}]}""";

    @Test
    void aKilledReplicaCostsTheShardsThatItWasAtAndNothingElse(@TempDir Path folder) throws Exception {
        Platform platform = Platforms.shared(Form.PROCESSES);
        Selections selections = new Selections(platform);
        selections.upload("?name=fault-pool", POOL).ok();
        selections.upload("?name=fault-sums", TARGET).ok();
        String id;
        try (Worker second = Worker.ofSelection(PortUse.free("127.0.0.1"), platform, folder)) {
            id = selections.begin(JOB.formatted("fault-pool", "fault-sums")).ok().json().get("id").asString();
            String twin = selections.begin(JOB.formatted("fault-pool", "fault-sums")).ok().json().get("id").asString();
            Await.until("both replicas at work", LIMIT, () -> workers(platform.events(), id, twin), workers -> workers.contains("second"));
            second.kill();
            JsonNode ended = selections.ended(twin);
            assertThat(ended.at("/result")).as("two jobs on one pool").isEqualTo(selections.ended(id).at("/result"));
        }
        JsonNode job = selections.job(id);
        assertThat(job.get("status").asString()).as(job.toString()).isEqualTo("completed");
        Map<Integer, Long> told = scored(platform.events(), id).stream()
                .collect(Collectors.groupingBy(fact -> fact.data().get("shard").asInt(), Collectors.counting()));
        assertThat(told).as("each shard was scored once").hasSize(job.at("/progress/shards").asInt()).allSatisfy((shard, times) -> assertThat(times).isEqualTo(1));
        assertThat(job.get("result")).as("what one machine makes of it alone").isEqualTo(alone(id, folder));
    }

    private static List<EventLog.Event> scored(EventLog log, String job) {
        return log.all(Topics.SELECTION_JOBS, job).stream().filter(fact -> ShardScored.TYPE.equals(fact.headers().get("ce_type"))).toList();
    }

    private static List<String> workers(EventLog log, String... jobs) {
        return Arrays.stream(jobs).flatMap(job -> scored(log, job).stream()).map(fact -> fact.data().get("worker").asString()).distinct().toList();
    }

    private static JsonNode alone(String id, Path folder) throws Exception {
        FileDataSetStore store = new FileDataSetStore(folder.resolve("alone"));
        String request = JOB.formatted("sha256:" + take(store, POOL), "sha256:" + take(store, TARGET));
        JobSteps steps = new JobSteps(store, new FileArtefactStore(folder.resolve("alone")), Likelihoods.none(), folder.resolve("alone-scratch"));
        JobSpec spec = JobSpec.of(id, Json.MAPPER.readValue(request, SelectionRequest.class), new DataSets(store));
        StepOutcome.Merged merged = (StepOutcome.Merged) steps.run(spec, Step.MERGE);
        return Json.read(Json.write(merged.result()));
    }

    private static String take(FileDataSetStore store, String file) throws Exception {
        Intake.Outcome outcome = new Intake(store, Long.MAX_VALUE).take(new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)));
        return ((Intake.Outcome.Stored) outcome).set().digest();
    }
}
