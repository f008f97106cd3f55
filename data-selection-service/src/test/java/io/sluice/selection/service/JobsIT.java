package io.sluice.selection.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.Topics;
import io.sluice.platform.testing.TestBroker;
import io.sluice.platform.testing.TestCaller.Reply;
import io.sluice.selection.dataset.DataSetStore;
import io.sluice.selection.dataset.LimitedSets;
import io.sluice.selection.file.SmallDisk;
import io.sluice.selection.work.ArtefactStore;
import io.sluice.selection.work.WatchedArtefacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
    private static final SmallDisk DISK = new SmallDisk(Long.MAX_VALUE);
    private static SelectionProcess service;

    @BeforeAll
    static void start() {
        service = new SelectionProcess(JobsIT::limited, store, BROKER.bootstrapServers(), "--sluice.selection.scratch=" + scratch, "--sluice.selection.window=2",
                "--sluice.selection.inference=" + MODELS.uri(), "--sluice.selection.steps-at-once=1");
        SelectionProcess.await("readiness", () -> service.get("/actuator/health/readiness").status(), status -> status == 200);
        assertThat(service.upload("?name=pool", POOL).status()).isEqualTo(201);
        assertThat(service.upload("?name=sums", Pools.sums(200, 2)).status()).isEqualTo(201);
    }

    private static Object limited(Object bean) {
        return switch (bean) {
            case DataSetStore sets -> new LimitedSets(sets, DISK);
            case ArtefactStore artefacts -> new WatchedArtefacts(artefacts, DISK);
            default -> bean;
        };
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
            assertThat(line.get("line").asInt()).isEqualTo(line.get("ordinal").asInt() + 1);
            assertThat(line.get("reason").asString()).isNotBlank();
            assertThat(page.get("data").get(i).get("row").get("id").asString()).isEqualTo("r" + line.get("ordinal").asInt());
        }
    }

    @Test
    void selectorsAreComparedOnOnePoolAndDrawn() {
        String body = "{\"pool\":\"pool\",\"target\":\"sums\",\"entries\":[{\"selector\":\"dsir\"},{\"selector\":\"random\"}],\"seeds\":[1,2],"
                + "\"budgets\":[{\"rows\":500}],\"wanted\":{\"label\":\"kind\",\"value\":\"sum\"}}";
        assertRefused(service.post("/comparisons", body.replace("\"dsir\"", "\"best\"")), 400, "bad_setting", "entries[0].selector");
        Reply unfit = service.post("/comparisons", body.replace("\"selector\":\"random\"", "\"selector\":\"random\",\"settings\":{\"noise\":\"1\"}")
                .replace("\"target\":\"sums\",", ""));
        assertRefused(unfit, 400, "bad_target", "target");
        assertThat(unfit.text()).contains("entries[1].settings.noise");
        assertRefused(service.post("/comparisons", body.replace("\"kind\"", "\"sort\"")), 400, "invalid_value", "wanted.label");
        assertRefused(service.post("/comparisons", body.replace("\"sums\"", "\"nowhere\"")), 404, "dataset_not_found", "target");
        assertRefused(service.post("/comparisons", body.replace("[1,2]", "[1,1]")), 400, "invalid_value", "seeds");
        assertRefused(service.get("/comparisons/none"), 404, "comparison_not_found", "comparison");

        Reply begun = service.post("/comparisons", body, "Idempotency-Key", "side by side");
        assertThat(begun.status()).as(begun.text()).isEqualTo(202);
        String id = begun.json().get("id").asString();
        assertThat(service.post("/comparisons", body, "Idempotency-Key", "side by side").status()).isEqualTo(200);
        assertRefused(service.post("/comparisons", body.replace("500", "400"), "Idempotency-Key", "side by side"), 422, "idempotency_conflict", "Idempotency-Key");
        assertThat(service.get("/comparisons/" + id + "/events").text()).contains("event:comparison.running").contains("event:comparison.completed");

        JsonNode compared = service.get("/comparisons/" + id).json();
        assertThat(compared.at("/progress/done").asInt()).as(compared.toString()).isEqualTo(4);
        assertThat(compared.at("/findings/summaries/0/precision/mean").asDouble()).isGreaterThan(0.9);
        assertThat(compared.at("/findings/summaries/1/precision/mean").asDouble()).isLessThan(0.3);
        assertThat(compared.at("/findings/overlaps/0/jaccard").asDouble()).isLessThan(0.1);
        assertThat(compared.at("/runs/0/choice/cpu_seconds").asDouble()).isPositive();
        Reply chart = service.get("/comparisons/" + id + "/chart.svg?figure=precision");
        assertThat(chart.headers().firstValue("Content-Type")).hasValue("image/svg+xml");
        assertThat(chart.text().split("class=\"seen\"")).hasSize(5);
        assertRefused(service.get("/comparisons/" + id + "/chart.svg?figure=loss"), 409, "figure_unknown", "figure");
        assertRefused(service.post("/comparisons/" + id + "/cancel", ""), 409, "comparison_ended", "");
        assertThat(service.get("/comparisons?status=completed").json().get("data")).hasSize(1);
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
        assertRefused(service.get("/jobs?before=sel_gone"), 400, "invalid_value", "before");
        assertRefused(service.get("/pipelines?before=pipe_gone"), 400, "invalid_value", "before");
        assertRefused(service.get("/comparisons?before=" + first.json().get("id").asString()), 400, "invalid_value", "before");
        ended(first.json().get("id").asString());
        assertThat(service.get("/jobs?status=completed").json().get("data").values().stream().map(job -> job.get("id")))
                .contains(first.json().get("id"));
    }

    @Test
    void aPausedJobKeepsWhatIsDoneAndGoesOnFromThere() throws Exception {
        List<String> before = kept();
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
        SelectionProcess.await("the end of what no other job could use", JobsIT::kept, kept -> kept.equals(before));
        assertRefused(service.post("/jobs/" + id + "/cancel", ""), 409, "job_ended", "");
    }

    @Test
    void aStepThatTakesLongHoldsNoOtherJobUpAndCancellingStopsIt() throws Exception {
        String id = begin("perplexity", "\"budget\":{\"rows\":10},\"settings\":{\"model\":\"stuck\"}");
        MODELS.awaitAsked("stuck");
        for (int seed = 0; seed < 4; seed++) {
            assertThat(ended(begin("random", "\"budget\":{\"rows\":5},\"seed\":" + (100 + seed))).get("status").asString()).isEqualTo("completed");
        }
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
        Reply all = service.post("/jobs", request("perplexity", "\"budget\":{\"share\":2},\"settings\":{\"form\":\"poem\"},\"cluster_max\":0"));
        assertRefused(all, 400, "invalid_value", "budget");
        assertThat(all.message()).as("all at once").contains("budget").contains("cluster_max").contains("settings.form");
        assertRefused(service.post("/jobs", request("perplexity", "\"budget\":{\"rows\":1}")), 400, "bad_setting", "settings.model");
        assertRefused(service.post("/jobs", request("zip-fit", "\"budget\":{\"rows\":1},\"settings\":{\"level\":\"15\"}")), 400, "bad_setting", "settings.level");
        assertRefused(service.post("/jobs", request("instruct-mining", "\"budget\":{\"rows\":1},\"settings\":{\"rule\":\"{\"}")), 400, "bad_setting", "settings.rule");
        assertRefused(service.post("/jobs", request("zip-fit", "\"budgets\":{}")), 400, "unknown_field", "budgets");
        assertRefused(service.post("/jobs", "{\"pool\":\"pool\",\"selector\":\"dsir\",\"budget\":{\"rows\":1}}"), 400, "bad_target", "target");
        assertRefused(service.post("/jobs", request("random", "\"budget\":{\"rows\":1}").replace("\"sums\"", "\"none\"")), 404, "dataset_not_found", "target");
        assertRefused(service.post("/jobs", request("random", "\"budget\":{\"rows\":\"1\"}")), 400, "invalid_type", "budget.rows");
        assertRefused(service.post("/jobs", request("random", "\"budget\":{\"rows\":99999999999999999999}")), 400, "invalid_value", "budget.rows");
        assertRefused(service.post("/jobs", "nothing"), 400, "invalid_json", "");
        assertRefused(service.get("/jobs/none"), 404, "job_not_found", "job");
        assertRefused(service.post("/jobs/none/pause", ""), 404, "job_not_found", "job");
        for (String list : List.of("/jobs", "/pipelines", "/comparisons")) {
            assertRefused(service.get(list + "?status=done"), 400, "invalid_value", "status");
        }
        for (String list : List.of("/jobs", "/pipelines", "/comparisons", "/datasets", "/mixes")) {
            assertRefused(service.get(list + "?limit=-1"), 400, "invalid_value", "limit");
            assertRefused(service.get(list + "?limit=abc"), 400, "invalid_type", "limit");
        }
        assertRefused(service.get("/datasets?after=nonsense"), 400, "invalid_value", "after");
        assertRefused(service.get("/mixes?after=nonsense"), 400, "invalid_value", "after");
    }

    @Test
    void rowsWithoutQuestionsAreRefusedBeforeAnythingBegins() {
        service.upload("?name=questions", "{\"prompt\":\"1 + 1\",\"completion\":\"2\"}\n");
        service.upload("?name=mixed", "{\"prompt\":\"1 + 1\",\"completion\":\"2\"}\n{\"text\":\"a sentence\"}\n");
        String training = "\"training\":{\"base\":\"b\",\"kind\":\"lora\",\"steps\":1},";
        String pipeline = "{\"adapter\":\"a\",\"selection\":" + request("random", "\"budget\":{\"rows\":1}") + "," + training
                + "\"judging\":{\"held_out\":\"questions\",\"others\":\"mixed\"}}";
        assertRefused(service.post("/pipelines", pipeline), 400, "question_without_prompt", "judging.others");
        assertRefused(service.post("/pipelines", pipeline.replace("questions", "sums")), 400, "question_without_prompt", "judging.held_out");
        String comparison = "{\"pool\":\"pool\",\"target\":\"sums\",\"entries\":[{\"selector\":\"dsir\"},{\"selector\":\"random\"}],\"seeds\":[1],"
                + "\"budgets\":[{\"rows\":5}]," + training + "\"judging\":{\"held_out\":\"mixed\"}}";
        Reply mixed = service.post("/comparisons", comparison);
        assertRefused(mixed, 400, "question_without_prompt", "judging.held_out");
        assertThat(mixed.message()).startsWith("1 of the 2 rows");
    }

    @Test
    void aFullDiskIsToldKeepsNothingHalfAndIsWaitedForByJobs() throws IOException {
        String rows = Pools.mixed(600, 9);
        DISK.hasLeft(rows.length() / 2);
        assertRefused(service.upload("?name=half", rows), 507, "disk_full", "");
        assertThat(staged()).isEmpty();
        assertRefused(service.get("/datasets/half"), 404, "dataset_not_found", "dataset");

        DISK.hasLeft(Long.MAX_VALUE);
        assertThat(service.upload("?name=half", rows).status()).as("the next one").isEqualTo(201);
        DISK.hasLeft(0);
        Reply begun = service.post("/jobs", "{\"pool\":\"half\",\"selector\":\"full\",\"budget\":{\"share\":1},\"duplicates\":{\"exact\":true}}");
        String id = begun.json().get("id").asString();
        waitsForSpace(id, "prepare");
        DISK.hasLeft(rows.length() / 2);
        waitsForSpace(id, "merge");
        assertThat(staged()).isEmpty();
        DISK.hasLeft(Long.MAX_VALUE);
        JsonNode job = ended(id);
        assertThat(job.get("status").asString()).as(job.toString()).isEqualTo("completed");
        assertThat(service.get("/jobs/" + id + "/download").text().lines().sorted()).isEqualTo(rows.lines().sorted().toList());
    }

    private static void waitsForSpace(String id, String step) {
        JsonNode waiting = SelectionProcess.await("the delay of " + step, () -> service.get("/jobs/" + id).json(),
                job -> job.path("waiting").path("step").asString("").equals(step)).get("waiting");
        assertThat(waiting.get("code").asString()).isEqualTo("no_space");
        assertThat(waiting.get("message").asString()).contains("disk is full");
    }

    /** What jobs on the pool prepared and scored, but for prints, which belong to all. */
    private static List<String> kept() {
        Path ofPool = store.resolve("artefacts").resolve(service.get("/datasets/pool").json().get("digest").asString());
        if (!Files.exists(ofPool)) {
            return List.of();
        }
        try (Stream<Path> artefacts = Files.list(ofPool)) {
            return artefacts.map(each -> each.getFileName().toString()).filter(name -> name.matches("(prepared|scores)-.*")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> staged() throws IOException {
        try (Stream<Path> uploads = Files.list(store.resolve("staging")); Stream<Path> artefacts = Files.list(store.resolve("artefacts-staging"))) {
            return Stream.concat(uploads, artefacts).toList();
        }
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
