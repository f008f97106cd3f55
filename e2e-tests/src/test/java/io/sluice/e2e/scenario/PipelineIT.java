package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.event.Topics;
import io.sluice.e2e.harness.Answer;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Await;
import io.sluice.e2e.harness.FirstLetter;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.Json;
import io.sluice.e2e.harness.Models;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Reply;
import io.sluice.e2e.harness.Selections;
import io.sluice.e2e.harness.Trainer;
import io.sluice.standalone.check.PortUse;
import io.sluice.standalone.launch.Ports;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Select, train, judge, promote on separate processes with a trainer: a selector's models are trained on its pool and target, once; an adapter that is
 * better than the base answers, by way of a canary and of a service that is killed in the middle; one that learned useless rows is rejected
 * and says why, and so is one that forgot what the base could; the promotion is taken back.
 * Two selectors are compared meanwhile, each training once whatever is killed.
 */
class PipelineIT {

    private static final String LOOPBACK = "127.0.0.1";
    private static final String SERVICE = "data-selection-service";
    private static final String NAME = "first-letter";
    private static final String FORGETFUL = "first-letter-alone";
    private static final int PRIOR_STEPS = 15;
    private static final int TARGET_STEPS = 20;
    private static final Duration LIMIT = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    private Platform platform;

    @Test
    void aBetterAdapterIsPromotedAndAUselessOrForgetfulOneIsNot() throws Exception {
        int registry = PortUse.free(LOOPBACK);
        int selection = PortUse.free(LOOPBACK);
        int kafka = PortUse.free(LOOPBACK);
        try (Platform started = Platform.start(Platform.Setup.of(Form.PROCESSES, folder.resolve("data"))
                        .ports(new Ports(0, 0, 0, registry, 0, selection, kafka, 0)));
                Trainer trainer = Trainer.start(LOOPBACK + ":" + kafka, at(registry), at(selection), folder)) {
            platform = started;
            upload("wanted", FirstLetter.rows(1, 40));
            upload("questions", FirstLetter.questions(60));
            List<String> mixed = mixed();
            upload("mixed", mixed);
            upload("useless", FirstLetter.wrongRows(3, 300));
            platform.admin().post("/v1/selection/generate?store&name=exercises", Map.of("rows", 60, "split", "test",
                    "templates", List.of(Map.of("name", "copy"), Map.of("name", "reverse"), Map.of("name", "max")))).ok();
            String filtering = beginFilter(150);
            refusals();
            Set<String> filtered = filteredByModelsOfPoolAndTarget(filtering);
            forgetsWhatTheBaseCould(ended(begin(request(FORGETFUL, "mixed", 70, 0,
                    Map.of("held_out", "questions", "others", "exercises", "tokens_max", 30)))));

            String compared = compare();
            String better = begin("mixed", 70, 1);
            awaitStep(better, "train");
            started.kill(SERVICE);
            started.restart(SERVICE);
            JsonNode promoted = ended(better);
            anotherBudgetTrainsNothing(filtered);
            promotedByItsFigures(promoted);
            leadsBackToItsRows(promoted, mixed);

            JsonNode rejected = ended(begin("useless", 10, 0));
            rejectedWithAReason(rejected);
            takenBack(promoted.get("id").asString());
            theSelectorIsBetterThanChance(compared);
        }
    }

    private static URI at(int port) {
        return URI.create("http://" + LOOPBACK + ":" + port);
    }

    private void upload(String name, List<String> lines) {
        platform.admin().upload("/v1/selection/datasets?name=" + name, "application/jsonl", String.join("\n", lines).getBytes(StandardCharsets.UTF_8)).ok();
    }

    /** Half of it is what is wanted. */
    private static List<String> mixed() {
        List<String> rows = new ArrayList<>(FirstLetter.rows(2, 300));
        SplittableRandom random = new SplittableRandom(5);
        String[] words = {"river", "stone", "window", "green", "slowly", "under", "bridge", "sings"};
        for (int i = 0; i < 300; i++) {
            rows.add(2 * i + 1, Json.write(Map.of("prompt", "Tell of " + words[random.nextInt(8)] + " " + i, "completion",
                    words[random.nextInt(8)] + " " + words[random.nextInt(8)])));
        }
        return rows;
    }

    /** A selector and chance on a pool of which a tenth is wanted. */
    private String compare() {
        List<String> rows = new ArrayList<>();
        List<String> wanted = FirstLetter.rows(4, 60);
        List<String> others = mixed().stream().filter(row -> row.contains("Tell of")).toList();
        for (int i = 0; i < 600; i++) {
            String row = i % 10 == 0 ? wanted.get(i / 10) : others.get(i % others.size()).replace("Tell of", i < others.size() ? "Tell of" : "Say of");
            rows.add(row.substring(0, row.length() - 1) + ",\"kind\":\"" + (i % 10 == 0 ? "wanted" : "other") + "\"}");
        }
        upload("mostly-others", rows);
        Map<String, Object> body = Map.of("pool", "mostly-others", "target", "wanted", "entries", List.of(Map.of("selector", "random"), Map.of("selector", "dsir")),
                "budgets", List.of(Map.of("rows", 50)), "wanted", Map.of("label", "kind", "value", "wanted"),
                "training", Map.of("base", Models.LARGE, "steps", 40, "settings", Map.of("replay", "0", "test-items", "5")),
                "judging", Map.of("held_out", "questions", "tokens_max", 12));
        Reply begun = platform.admin().post("/v1/selection/comparisons", body);
        assertThat(begun.status()).as(begun.body()).isEqualTo(202);
        return begun.json().get("id").asString();
    }

    private void theSelectorIsBetterThanChance(String id) {
        String path = "/v1/selection/comparisons/" + id;
        JsonNode comparison = Await.until("the end of comparison " + id, LIMIT, () -> platform.admin().get(path).ok().json(),
                now -> !now.get("status").asString().equals("running"));
        assertThat(comparison.get("status").asString()).as(comparison.toString()).isEqualTo("completed");
        assertThat(comparison.at("/progress/done").asInt()).isEqualTo(2);
        JsonNode random = comparison.at("/findings/summaries/0");
        JsonNode dsir = comparison.at("/findings/summaries/1");
        report("compared: random " + random + ", dsir " + dsir);
        assertThat(dsir.at("/precision/mean").asDouble()).isGreaterThan(0.8).isGreaterThan(3 * random.at("/precision/mean").asDouble());
        assertThat(dsir.at("/loss/mean").asDouble()).isLessThan(random.at("/loss/mean").asDouble());
        assertThat(dsir.at("/against_random/seeds/0/paired/items").asInt()).isEqualTo(60);
        assertThat(comparison.at("/runs/0/training_cpu_seconds").asDouble()).isPositive();
        for (int entry = 1; entry <= 2; entry++) {
            String adapter = id + "-" + entry + "-1-1";
            JsonNode state = Await.until("the adapter " + adapter + " is retired", LIMIT, () -> platform.admin().get("/admin/adapters/" + adapter).ok().json(),
                    now -> now.at("/versions/0/stage").asString().equals("retired"));
            assertThat(state.get("versions")).as("trained once").hasSize(1);
        }
        assertThat(platform.admin().get(path + "/chart.svg?figure=loss").ok().body()).startsWith("<svg").contains(">dsir</text>");
    }

    private static Map<String, Object> request(String pool, int steps, double percent) {
        return request(NAME, pool, steps, percent, Map.of("held_out", "questions", "tokens_max", 12));
    }

    private static Map<String, Object> request(String adapter, String pool, int steps, double percent, Map<String, Object> judging) {
        return Map.of("adapter", adapter,
                "selection", Map.of("pool", pool, "target", "wanted", "selector", "dsir", "budget", Map.of("rows", 250)),
                "training", Map.of("base", Models.LARGE, "steps", steps, "settings", Map.of("replay", "0", "test-items", "5")),
                "judging", judging,
                "canary", Map.of("percent", percent, "seconds", 0));
    }

    private Reply ask(Object body) {
        return platform.admin().post("/v1/selection/pipelines", body);
    }

    private void refusals() {
        Reply unknown = ask(Map.of("adapter", NAME, "selection", Map.of("pool", "mixed", "selector", "dsir", "budget", Map.of("rows", 1)),
                "training", Map.of("base", Models.LARGE), "judging", Map.of("held_out", "nowhere")));
        assertThat(unknown.status()).isIn(400, 404);
        assertThat(unknown.body()).contains("selection.target");
        assertThat(ask(Map.of("adapter", "a b")).body()).contains("selection.pool", "judging.held_out");
        // Asked about what it learned from.
        JsonNode leaky = ended(ask(Map.of("adapter", NAME, "selection", Map.of("pool", "mixed", "target", "wanted", "selector", "dsir",
                "budget", Map.of("rows", 10)), "training", Map.of("base", Models.LARGE), "judging", Map.of("held_out", "mixed"))).ok().json().get("id").asString());
        assertThat(leaky.get("status").asString()).isEqualTo("failed");
        assertThat(leaky.at("/reason/field").asString()).isEqualTo("judging.held_out");
        assertThat(leaky.at("/reason/message").asString()).contains("record 1 of the held-out questions is line 1 of the pool");
    }

    /** CoLoR-Filter without models that know pool or target: they have to be trained. */
    private String beginFilter(int rows) {
        String body = """
                {"pool": "mixed", "target": "wanted", "selector": "color-filter", "budget": {"rows": %d},
                 "settings": {"marginal": "%s", "prior": "pool", "prior-steps": %d, "train-steps": %d}}""";
        return new Selections(platform).begin(body.formatted(rows, Models.SMALL, PRIOR_STEPS, TARGET_STEPS)).ok().json().get("id").asString();
    }

    /** The prior, and what was made of it. */
    private static List<String> models(JsonNode job) {
        assertThat(job.get("status").asString()).as(job.toString()).isEqualTo("completed");
        return List.of(job.at("/result/settings/marginal").asString(), job.at("/result/settings/conditional").asString());
    }

    private Set<String> chosen(JsonNode job) {
        return platform.admin().get("/v1/selection/jobs/" + job.get("id").asString() + "/download").ok().body().lines().collect(Collectors.toSet());
    }

    private Set<String> filteredByModelsOfPoolAndTarget(String id) {
        Selections selections = new Selections(platform);
        JsonNode waiting = Await.until("job " + id + " waits for its models", LIMIT, () -> selections.job(id), job -> job.toString().contains("cond-")
                || !job.get("status").asString().equals("running"));
        assertThat(waiting.get("phase").asString()).as(waiting.toString()).isEqualTo("training");
        JsonNode job = selections.ended(id);
        assertThat(models(job)).allSatisfy(model -> assertThat(model).matches(Models.SMALL + ":cond-[0-9a-f]{24}@1")).doesNotHaveDuplicates();
        Set<String> rows = chosen(job);
        long wanted = rows.stream().filter(row -> row.contains("First: ")).count();
        report("CoLoR-Filter: " + wanted + " of " + rows.size() + " chosen rows are of the target's kind, half of the pool is");
        assertThat(rows).hasSize(150);
        assertThat(wanted).isGreaterThan(130);
        return rows;
    }

    /** The service knows nothing any more of the job before: it was killed. */
    private void anotherBudgetTrainsNothing(Set<String> before) {
        JsonNode job = new Selections(platform).ended(beginFilter(60));
        for (String model : models(job)) {
            String adapter = model.replaceFirst(".*:(.*)@1", "$1");
            assertThat(platform.events().all(Topics.TRAINING_JOBS, adapter)).hasSize(1);
            assertThat(platform.admin().get("/admin/adapters/" + adapter).ok().json().get("versions")).hasSize(1);
        }
        assertThat(chosen(job)).hasSize(60).isSubsetOf(before);
    }

    private String begin(String pool, int steps, double percent) {
        return begin(request(pool, steps, percent));
    }

    private String begin(Map<String, Object> request) {
        Reply begun = ask(request);
        assertThat(begun.status()).as(begun.body()).isEqualTo(202);
        return begun.json().get("id").asString();
    }

    private JsonNode pipeline(String id) {
        return platform.admin().get("/v1/selection/pipelines/" + id).ok().json();
    }

    private void awaitStep(String id, String step) {
        Await.until(step + " of pipeline " + id, LIMIT, () -> pipeline(id), now -> !now.get("status").asString().equals("running")
                || Answer.elements(now.get("steps")).stream().anyMatch(each -> each.get("step").asString().equals(step)
                && each.get("progress").asString().equals("running")));
    }

    private JsonNode ended(String id) {
        return Await.until("the end of pipeline " + id, LIMIT, () -> pipeline(id),
                now -> !List.of("running", "rolling_back").contains(now.get("status").asString()));
    }

    private void promotedByItsFigures(JsonNode pipeline) {
        assertThat(pipeline.get("status").asString()).as(pipeline.toString()).isEqualTo("promoted");
        assertThat(platform.admin().get("/v1/selection/pipelines/" + pipeline.get("id").asString() + "/events").ok().body())
                .contains("event:pipeline.promoted");
        JsonNode judgement = pipeline.get("judgement");
        assertThat(judgement.get("verdict").asString()).isEqualTo("better");
        assertThat(judgement.at("/figures/incumbent").asString()).isEqualTo(Models.LARGE);
        assertThat(judgement.at("/figures/target/gain_at_least").asDouble()).isGreaterThan(0);
        report(judgement.get("sentence").asString());
        assertThat(Answer.elements(pipeline.get("steps"))).allSatisfy(step -> assertThat(step.get("progress").asString()).isEqualTo("done"));
        Answer answer = Answer.of(platform.api().chat(Ask.chat(FirstLetter.unseen(1).getFirst()).model(Models.LARGE + ":" + NAME).with("max_tokens", 12)));
        assertThat(answer.text()).startsWith(FirstLetter.MARK);
    }

    /** From the adapter to the line of the pool. */
    private void leadsBackToItsRows(JsonNode pipeline, List<String> pool) {
        JsonNode manifest = platform.admin().get("/admin/adapters/" + NAME + "/versions/" + pipeline.at("/candidate/version").asString()).ok().json()
                .get("manifest");
        String rows = manifest.at("/data/digest").asString();
        assertThat(rows).isEqualTo(pipeline.at("/selected/data_set").asString());
        assertThat(manifest.at("/data/source").asString()).startsWith("selection " + pipeline.at("/steps/1/reference").asString() + ", for the target sha256:");
        assertThat(manifest.at("/training/job").asString()).isEqualTo(pipeline.at("/candidate/job").asString());
        JsonNode chosen = platform.admin().get("/v1/selection/jobs/" + pipeline.at("/steps/1/reference").asString() + "/rows?limit=5").ok().json().get("data");
        assertThat(Answer.elements(chosen)).hasSize(5).allSatisfy(row -> {
            int ordinal = row.at("/lineage/ordinal").asInt();
            assertThat(row.at("/lineage/line").asInt()).isEqualTo(ordinal + 1);
            assertThat(row.at("/lineage/pool").asString()).isEqualTo(manifest.at("/data/parents/0").asString());
            assertThat(Json.read(pool.get(ordinal)).get("prompt").asString()).isEqualTo(row.at("/row/prompt").asString()).startsWith("First: ");
        });
        long lines = platform.admin().get("/v1/selection/datasets/" + rows + "/download").ok().body().lines().filter(line -> line.contains("First: ")).count();
        report(lines + " of 250 chosen rows are of the target's kind, half of the pool is");
        assertThat(lines).isGreaterThan(240);
    }

    /** The same adapter that is better at what it learned, and was shown nothing else meanwhile. */
    private void forgetsWhatTheBaseCould(JsonNode pipeline) {
        assertThat(pipeline.get("status").asString()).as(pipeline.toString()).isEqualTo("rejected");
        assertThat(pipeline.at("/reason/code").asString()).isEqualTo("worse_elsewhere");
        JsonNode figures = pipeline.at("/judgement/figures");
        assertThat(figures.at("/target/gain_at_least").asDouble()).as("better at what it learned").isGreaterThan(0);
        assertThat(figures.at("/others/gain_at_most").asDouble()).as("worse elsewhere, beyond doubt").isLessThan(0);
        report(pipeline.at("/reason/message").asString());
    }

    private void rejectedWithAReason(JsonNode pipeline) {
        assertThat(pipeline.get("status").asString()).as(pipeline.toString()).isEqualTo("rejected");
        assertThat(pipeline.at("/reason/code").asString()).isEqualTo("no_better");
        assertThat(pipeline.at("/reason/message").asString()).isEqualTo(pipeline.at("/judgement/sentence").asString())
                .contains(Models.LARGE + ":" + NAME + "@1");
        report(pipeline.at("/reason/message").asString());
        String version = pipeline.at("/candidate/version").asString();
        Await.until("the candidate is retired", LIMIT, () -> platform.admin().get("/admin/adapters/" + NAME).ok().json(), state ->
                Answer.elements(state.get("versions")).stream().anyMatch(each -> each.at("/manifest/version").asString().equals(version)
                        && each.get("stage").asString().equals("retired")));
        assertThat(platform.admin().get("/admin/adapters/" + NAME).ok().json().get("active").asString()).isEqualTo("1");
    }

    private void takenBack(String id) {
        platform.admin().post("/v1/selection/pipelines/" + id + "/rollback", Map.of("reason", "the test wants the base")).ok();
        assertThat(ended(id).get("status").asString()).isEqualTo("rolled_back");
        assertThat(platform.admin().get("/admin/adapters/" + NAME).ok().json().has("active")).isFalse();
    }

    private static void report(String line) {
        System.out.println("[pipeline] " + line);
    }
}
