package io.sluice.selection.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.platform.testing.TestBroker;
import io.sluice.platform.testing.TestCaller.Reply;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What the service does without its log. */
@Timeout(120)
class BrokerAwayIT {

    private static final String COMPARISON = "{\"pool\":\"pool\",\"entries\":[{\"selector\":\"full\"},{\"selector\":\"random\"}],\"budgets\":[{\"rows\":100}]}";
    private static final String JOB = "{\"pool\":\"pool\",\"target\":\"sums\",\"selector\":\"zip-fit\",\"settings\":{\"targets-max\":64},\"budget\":{\"rows\":100}}";

    @Test
    void jobsAreRefusedWithNothingHalfDoneAndTheOneThatRanGoesOn(@TempDir Path store, @TempDir Path scratch) {
        try (TestBroker broker = TestBroker.notStarted();
                SelectionProcess service = new SelectionProcess(store, broker.bootstrapServers(), "--sluice.selection.scratch=" + scratch)) {
            assertThat(service.get("/jobs").code()).isEqualTo("catching_up");
            assertThat(service.post("/jobs", JOB).code()).isEqualTo("catching_up");
            assertThat(service.post("/comparisons", COMPARISON).code()).isEqualTo("catching_up");
            assertThat(service.get("/actuator/health/readiness").status()).isEqualTo(503);
            assertThat(service.get("/actuator/health/liveness").status()).isEqualTo(200);
            assertThat(service.upload("?name=pool", Pools.mixed(50_000, 1)).status()).as("data sets need no log").isEqualTo(201);
            assertThat(service.upload("?name=sums", Pools.sums(100, 2)).status()).isEqualTo(201);

            broker.start();
            SelectionProcess.await("readiness", () -> service.get("/actuator/health/readiness").status(), status -> status == 200);
            Reply begun = SelectionProcess.await("the first job", () -> service.post("/jobs", JOB, "Idempotency-Key", "one"), reply -> reply.status() < 300);
            String job = "/jobs/" + begun.json().get("id").asString();
            SelectionProcess.await("a shard", () -> service.get(job).json(), state -> shards(state) > 0);
            broker.kill();

            Reply refused = service.post("/jobs", JOB);
            assertThat(refused.status()).as(refused.text()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(service.post(job + "/pause", "").status()).isEqualTo(503);
            assertThat(service.post("/comparisons", COMPARISON).status()).isEqualTo(503);
            assertThat(service.get(job).json().get("status").asString()).isEqualTo("running");

            broker.start();
            JsonNode ended = SelectionProcess.await("the end", () -> service.get(job).json(), state -> !state.get("status").asString().equals("running"));
            assertThat(ended.get("status").asString()).as(ended.toString()).isEqualTo("completed");
            assertThat(service.get("/jobs").json().get("data")).hasSize(1);
        }
    }

    private static int shards(JsonNode job) {
        return job.get("progress").get("shards_done").asInt();
    }
}
