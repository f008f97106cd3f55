package io.sluice.selection.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.Topics;
import io.sluice.platform.testing.TestBroker;
import io.sluice.selection.service.SelectionProcess.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Jobs from the request to the rows, over a real broker. */
@Timeout(120)
class JobsIT {

    private static final int ROWS = 20_000;
    private static final byte[] POOL = Pools.mixed(ROWS, 1).getBytes(StandardCharsets.UTF_8);

    @TempDir
    private static Path store;
    @TempDir
    private static Path scratch;
    private static final TestBroker BROKER = TestBroker.shared();
    private static final FakeModels MODELS = new FakeModels();
    private static SelectionProcess service;

    @BeforeAll
    static void start() {
        service = new SelectionProcess(store, BROKER.bootstrapServers(), "--sluice.selection.scratch=" + scratch, "--sluice.selection.window=2",
                "--sluice.selection.inference=" + MODELS.uri(), "--sluice.selection.steps-at-once=4");
        SelectionProcess.await("readiness", () -> service.get("/actuator/health/readiness").status(), status -> status == 200);
        assertThat(service.upload("?name=pool", POOL).status()).isEqualTo(201);
        assertThat(service.upload("?name=sums", Pools.sums(200, 2)).status()).isEqualTo(201);
    }

    @AfterAll
    static void stop() {
        MODELS.letGo();
        service.close();
        MODELS.close();
    }

    @Test
    void aJobEndsInRowsThatAreFoundAgainInThePool() throws Exception {
        Reply begun = service.post("/jobs", request("dsir", "\"budget\":{\"rows\":1500},\"settings\":{\"noise\":0}"), "X-Sluice-Actor", "ops");
        assertThat(begun.status()).as(begun.text()).isEqualTo(202);
        String id = begun.json().get("id").asString();
        assertThat(begun.headers().firstValue("Location")).hasValue("/v1/selection/jobs/" + id);
        assertThat(begun.json().get("actor").asString()).isEqualTo("ops");

        String states = service.get("/jobs/" + id + "/events").text();
        assertThat(states).contains("event:job.running").contains("event:job.completed");
        JsonNode job = service.get("/jobs/" + id).json();
        JsonNode result = job.get("result");
        assertThat(result.get("selected").asInt()).isEqualTo(1500);
        assertThat(job.get("progress").get("shards_done").asInt()).isEqualTo(3);

        byte[] rows = service.get("/jobs/" + id + "/download").bytes();
        assertThat(service.get("/datasets/" + result.get("data_set").asString() + "/download").bytes()).isEqualTo(rows);
        String[] chosen = new String(rows, StandardCharsets.UTF_8).split("\n");
        String[] lineage = service.get("/jobs/" + id + "/lineage").text().split("\n");
        assertThat(chosen).hasSize(1500).hasSameSizeAs(lineage);
        assertThat(Arrays.stream(chosen).filter(row -> row.contains("\"kind\":\"sum\""))).hasSizeGreaterThan(1490);
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        JsonNode page = service.get("/jobs/" + id + "/rows?from=700&limit=50").json();
        assertThat(page.get("next").asInt()).isEqualTo(750);
        for (int i = 0; i < 50; i++) {
            JsonNode line = page.get("data").get(i).get("lineage");
            byte[] row = chosen[700 + i].getBytes(StandardCharsets.UTF_8);
            int offset = line.get("offset").asInt();
            assertThat(Arrays.copyOfRange(POOL, offset, offset + row.length)).isEqualTo(row);
            assertThat(line.get("row_digest").asString()).isEqualTo(HexFormat.of().formatHex(sha256.digest(row)));
            assertThat(line.get("rank").asInt()).isEqualTo(701 + i);
            assertThat(line.get("reason").asString()).isNotBlank();
            assertThat(page.get("data").get(i).get("row").get("id").asString()).isEqualTo("r" + line.get("ordinal").asInt());
        }
    }

    @Test
    void selectionsOfOnePoolAreComparedSideBySide() {
        String budget = "\"budget\":{\"rows\":500},\"seed\":";
        List<String> ids = List.of(request("random", budget + 1), request("random", budget + 2), request("dsir", budget + 1)).stream()
                .map(body -> service.post("/jobs", body).json().get("id").asString()).toList();
        assertRefused(service.get("/comparisons?jobs=" + ids.getFirst()), 400, "invalid_value", "jobs");
        ids.forEach(JobsIT::ended);

        JsonNode compared = service.get("/comparisons?label=kind&value=sum&jobs=" + String.join(",", ids)).json();
        assertThat(compared.at("/overlaps").size()).isEqualTo(3);
        assertThat(compared.at("/overlaps/0/jaccard").asDouble()).isLessThan(0.1);
        assertThat(compared.at("/selectors/0/runs").asInt()).isEqualTo(2);
        assertThat(compared.at("/selectors/0/precision/mean").asDouble()).isLessThan(0.3);
        assertThat(compared.at("/selections/2/precision").asDouble()).isGreaterThan(0.9);
        assertThat(service.get("/comparisons?jobs=" + ids.getFirst() + ",none").status()).isEqualTo(404);
    }

    @Test
    void theSameKeyBeginsOneJob() {
        String body = request("random", "\"budget\":{\"share\":0.01}");
        Reply first = service.post("/jobs", body, "Idempotency-Key", "monday");
        Reply second = service.post("/jobs", body, "Idempotency-Key", "monday");
        assertThat(first.status()).isEqualTo(202);
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json().get("id")).isEqualTo(first.json().get("id"));
        assertRefused(service.post("/jobs", request("random", "\"budget\":{\"share\":0.02}"), "Idempotency-Key", "monday"), 422, "idempotency_conflict",
                "Idempotency-Key");
        assertThat(service.get("/jobs?limit=1").json().get("data")).hasSize(1);
        ended(first.json().get("id").asString());
        assertThat(service.get("/jobs?status=completed").json().get("data").values().stream().map(job -> job.get("id")))
                .contains(first.json().get("id"));
    }

    @Test
    void aPausedJobKeepsWhatIsDoneAndGoesOnFromThere() throws Exception {
        String id = begin("perplexity", "\"budget\":{\"rows\":10},\"settings\":{\"model\":\"held\"}");
        MODELS.awaitAsked("held");
        assertThat(service.post("/jobs/" + id + "/pause", "").json().get("status").asString()).isEqualTo("paused");
        assertRefused(service.post("/jobs/" + id + "/pause", ""), 409, "job_paused", "");
        assertRefused(service.delete("/datasets/pool"), 409, "dataset_in_use", "dataset");
        assertRefused(service.get("/jobs/" + id + "/rows"), 409, "job_not_completed", "job");

        MODELS.letGo();
        JsonNode prepared = SelectionProcess.await("what was under way", () -> service.get("/jobs/" + id).json(),
                job -> job.get("phase").asString().equals("scoring"));
        assertThat(prepared.get("status").asString()).isEqualTo("paused");
        assertThat(prepared.get("progress").get("shards_done").asInt()).isZero();
        assertThat(service.post("/jobs/" + id + "/resume", "").json().get("status").asString()).isEqualTo("running");
        assertThat(ended(id).get("result").get("selected").asInt()).isEqualTo(10);
        assertRefused(service.post("/jobs/" + id + "/cancel", ""), 409, "job_ended", "");
    }

    @Test
    void cancellingStopsWhatIsUnderWay() throws Exception {
        String id = begin("perplexity", "\"budget\":{\"rows\":10},\"settings\":{\"model\":\"stuck\"}");
        MODELS.awaitAsked("stuck");
        assertThat(service.post("/jobs/" + id + "/cancel", "").json().get("status").asString()).isEqualTo("cancelled");
        assertRefused(service.post("/jobs/" + id + "/resume", ""), 409, "job_ended", "");
        SelectionProcess.await("the end of what was under way", () -> service.get("/actuator/prometheus").text(),
                meters -> meters.contains("sluice_selection_steps_total{outcome=\"over\",step=\"prepare\"}"));
    }

    @Test
    void whatCannotBeAJobIsToldByField() {
        assertRefused(service.post("/jobs", "{}"), 400, "missing_field", "pool");
        assertRefused(service.post("/jobs", request("best", "\"budget\":{\"rows\":1}")), 400, "bad_setting", "selector");
        assertRefused(service.post("/jobs", request("zip-fit", "\"budget\":{\"rows\":0}")), 400, "invalid_value", "budget");
        assertRefused(service.post("/jobs", request("zip-fit", "\"budget\":{\"rows\":1},\"settings\":{\"level\":\"high\"}")), 400, "bad_setting", "settings.level");
        assertRefused(service.post("/jobs", request("zip-fit", "\"budgets\":{}")), 400, "unknown_field", "budgets");
        assertRefused(service.post("/jobs", "{\"pool\":\"pool\",\"selector\":\"dsir\",\"budget\":{\"rows\":1}}"), 400, "bad_target", "target");
        assertRefused(service.post("/jobs", request("random", "\"budget\":{\"rows\":1}").replace("\"sums\"", "\"none\"")), 404, "dataset_not_found", "target");
        assertRefused(service.post("/jobs", "nothing"), 400, "invalid_json", "");
        assertRefused(service.get("/jobs/none"), 404, "job_not_found", "job");
        assertRefused(service.post("/jobs/none/pause", ""), 404, "job_not_found", "job");
        assertRefused(service.get("/jobs?status=done"), 400, "invalid_value", "status");
    }

    @Test
    void aJobWhoseModelIsMissingFailsAndOneWhoseModelIsAwayWaits() {
        String away = begin("perplexity", "\"budget\":{\"rows\":1},\"settings\":{\"model\":\"away\"}");
        JsonNode failed = ended(begin("perplexity", "\"budget\":{\"rows\":1},\"settings\":{\"model\":\"nobody\"}"));
        assertThat(failed.get("status").asString()).isEqualTo("failed");
        assertThat(failed.get("error").get("code").asString()).isEqualTo("model_missing");

        JsonNode waiting = SelectionProcess.await("the delay", () -> service.get("/jobs/" + away).json(), job -> job.has("waiting")).get("waiting");
        assertThat(waiting.get("step").asString()).isEqualTo("prepare");
        assertThat(waiting.get("code").asString()).isEqualTo("model_unavailable");
        assertThat(service.post("/jobs/" + away + "/cancel", "").json().get("status").asString()).isEqualTo("cancelled");
    }

    @Test
    void recordsThatNobodyCanReadAreSetAsideAndJobsGoOn() throws Exception {
        try (KafkaProducer<String, byte[]> producer = new KafkaProducer<>(Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, BROKER.bootstrapServers()),
                new StringSerializer(), new ByteArraySerializer())) {
            for (String topic : List.of(Topics.SELECTION_JOBS, Topics.SELECTION_SHARDS)) {
                for (int partition = 0; partition < producer.partitionsFor(topic).size(); partition++) {
                    producer.send(new ProducerRecord<>(topic, partition, "key", "no event".getBytes(StandardCharsets.UTF_8))).get();
                }
            }
        }
        String id = begin("random", "\"budget\":{\"rows\":5},\"seed\":7");
        assertThat(ended(id).get("status").asString()).isEqualTo("completed");
        SelectionProcess.await("the dead letters", () -> service.get("/actuator/prometheus").text(), meters ->
                meters.contains("sluice_events_dead_total{topic=\"" + Topics.SELECTION_JOBS + "\"} 3.0")
                        && meters.contains("sluice_events_dead_total{topic=\"" + Topics.SELECTION_SHARDS + "\"} 8.0"));
    }

    private static String begin(String selector, String rest) {
        Reply begun = service.post("/jobs", request(selector, rest));
        assertThat(begun.status()).as(begun.text()).isEqualTo(202);
        return begun.json().get("id").asString();
    }

    private static JsonNode ended(String id) {
        return SelectionProcess.await("the end of " + id, () -> service.get("/jobs/" + id).json(),
                job -> !List.of("running", "paused").contains(job.get("status").asString()));
    }

    private static String request(String selector, String rest) {
        return "{\"pool\":\"pool\",\"target\":\"sums\",\"selector\":\"" + selector + "\"," + rest + "}";
    }

    private static void assertRefused(Reply reply, int status, String code, String param) {
        assertThat(List.of(reply.status(), reply.code(), reply.param())).as(reply.text()).isEqualTo(List.of(status, code, param));
    }
}
