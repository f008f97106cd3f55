package io.sluice.selection.work;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contracts.selection.Amount;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.contracts.selection.SelectionRequest.Duplicates;
import io.sluice.contracts.selection.SelectionRequest.Quota;
import io.sluice.contracts.selection.SelectionResult;
import io.sluice.selection.dataset.DataSet;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.FileDataSetStore;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.dataset.Part;
import io.sluice.selection.file.Sha256;
import io.sluice.selection.file.SmallDisk;
import io.sluice.selection.job.Step;
import io.sluice.selection.row.Row;
import io.sluice.selection.selector.Draws;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.SelectorException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JobStepsTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** Three shards. */
    private static final int RECORDS = 2 * DataSet.SHARD_RECORDS + 100;

    @TempDir
    private Path root;
    private FileDataSetStore store;
    private final SmallDisk disk = new SmallDisk(Long.MAX_VALUE);
    private WatchedArtefacts artefacts;
    private DataSets sets;

    @BeforeEach
    void open() throws IOException {
        store = new FileDataSetStore(root);
        artefacts = new WatchedArtefacts(new FileArtefactStore(root), disk);
        sets = new DataSets(store);
    }

    @Test
    void whatIsChosenIsTheBestOfAllCandidatesWithALineageToEachRow() throws Exception {
        String pool = pool(RECORDS);
        String target = stored("{\"text\":\"a row 7\"}\n{\"text\":\"a row 9000\"}\n");
        SelectionRequest request = request(pool, target, "random", Amount.ofRows(500), Duplicates.EXACT, List.of(), null);
        SelectionResult result = done("j", request, Likelihoods.none());

        List<Row> wanted = new ArrayList<>();
        for (int i = 0; i < RECORDS; i++) {
            boolean candidate = i % 100 != 50 && i % 1_000 != 1 && i != 7 && i != 9_000;
            if (candidate) {
                wanted.add(Row.plain(i, "a row " + i));
            }
        }
        wanted.sort(Comparator.comparingDouble(row -> -Draws.uniform(3, row)));
        List<JsonNode> rows = lines(rows(result));
        assertThat(rows).extracting(row -> row.get("text").asString()).containsExactlyElementsOf(
                wanted.subList(0, 500).stream().map(Row::response).toList());
        List<JsonNode> lineage = lines(lineage(result));
        String poolText = new String(Files.readAllBytes(place(pool)), UTF_8);
        for (int i = 0; i < 500; i++) {
            JsonNode line = lineage.get(i);
            assertThat(line.get("rank").asInt()).isEqualTo(i + 1);
            assertThat(line.get("score").asDouble()).isEqualTo(Draws.uniform(3, wanted.get(i)));
            assertThat(line.get("ordinal").asLong()).isEqualTo(wanted.get(i).ordinal());
            String atOffset = poolText.substring(line.get("offset").asInt(), poolText.indexOf('\n', line.get("offset").asInt()));
            assertThat(JSON.readTree(atOffset)).isEqualTo(rows.get(i));
            assertThat(line.get("row_digest").asString()).isEqualTo(Sha256.of(atOffset));
            assertThat(line.get("pool").asString()).isEqualTo(pool);
            assertThat(line.get("reason").asString()).isNotBlank();
        }
        assertThat(result.setAside()).isEqualTo(Map.of("not_json", 165L, "exact", 16L, "in_target", 3L));
        assertThat(result.lastScore()).isEqualTo(lineage.getLast().get("score").asDouble());
    }

    @Test
    void neitherThreadsNorTheOrderOfShardsNorKillsBetweenStepsChangeABit() throws Exception {
        String pool = pool(RECORDS);
        String target = stored("{\"text\":\"row of another kind\"}\n");
        SelectionRequest request = request(pool, target, "zip-fit", Amount.ofShare(0.1), new Duplicates(true, 0.8), List.of(), null);
        SelectionResult straight = done("j", request, Likelihoods.none());
        List<String> before = List.copyOf(artefacts.stored);

        artefacts.delete(pool);
        artefacts.stored.clear();
        try (var threads = Executors.newFixedThreadPool(4)) {
            List<Future<StepOutcome>> shards = new ArrayList<>();
            for (int shard : new int[] {2, 0, 2, 1, 0}) {
                shards.add(threads.submit(() -> steps(Likelihoods.none()).run(spec("other", request), new Step.Score(shard))));
            }
            for (Future<StepOutcome> shard : shards) {
                assertThat(shard.get()).isInstanceOf(StepOutcome.Scored.class);
            }
        }
        assertThat(merged(steps(Likelihoods.none()).run(spec("other", request), Step.MERGE))).isEqualTo(straight);
        assertThat(artefacts.stored).containsAll(before);
        assertThat(merged(steps(Likelihoods.none()).run(spec("other", request), Step.MERGE))).as("merged once more").isEqualTo(straight);
    }

    @Test
    void jobsOnOnePoolShareWhatIsTheSameAndAskTheirModelsForThemselves() throws Exception {
        String pool = pool(300);
        done("one", request(pool, null, "random", Amount.ofRows(5), Duplicates.EXACT, List.of(), null), Likelihoods.none());
        artefacts.stored.clear();
        done("two", request(pool, null, "random", Amount.ofRows(50), Duplicates.EXACT, List.of(), null), Likelihoods.none());
        assertThat(artefacts.stored).as("only the lineage is new").hasSize(1);

        SelectionRequest perplexity = new SelectionRequest("sha256:" + pool, null, "perplexity", Map.of("model", "base"), Amount.ofRows(5), 3);
        SelectionResult one = done("three", perplexity, (model, passages) -> passages.stream().map(each -> new Likelihoods.Likelihood(1, -1)).toList());
        SelectionResult other = done("four", perplexity, (model, passages) -> passages.stream()
                .map(each -> new Likelihoods.Likelihood(1, -each.completion().length())).toList());
        assertThat(one.lastScore()).isNotEqualTo(other.lastScore());
    }

    @Test
    void scoresThatAreNoNumbersSetTheirRowsAsideAndNothingElse() throws Exception {
        String pool = stored(IntStream.range(0, 300).mapToObj(i -> "{\"text\":\"row %d\"}\n".formatted(i)).reduce("", String::concat));
        SelectionRequest request = new SelectionRequest("sha256:" + pool, null, "perplexity", Map.of("model", "base"), Amount.ofShare(1), 3);
        SelectionResult result = done("j", request, (model, passages) -> passages.stream().map(each ->
                new Likelihoods.Likelihood(1, each.completion().endsWith("7") ? Double.NaN : -1 / 3.0)).toList());

        assertThat(result.setAside()).isEqualTo(Map.of("not_finite", 30L));
        assertThat(result.selected()).isEqualTo(270);
        assertThat(lines(rows(result))).noneMatch(row -> row.get("text").asString().endsWith("7"));
    }

    @Test
    void aFullDiskIsToldAndLeavesNothingAndTheStepGoesWellOnceThereIsSpace() throws Exception {
        SelectionRequest request = request(pool(DataSet.SHARD_RECORDS + 100), null, "random", Amount.ofRows(5), Duplicates.EXACT, List.of(), null);
        SelectionResult straight = done("j", request, Likelihoods.none());
        List<String> all = List.copyOf(artefacts.stored);
        artefacts.delete(request.pool().substring(7));
        for (long space = 0; space < 250_000; space += 60_000) {
            disk.hasLeft(space);
            StepOutcome outcome = steps(Likelihoods.none()).run(spec("j", request), Step.MERGE);
            assertThat(outcome).isIn(new StepOutcome.Later("no_space", "the disk is full"), new StepOutcome.Merged(straight));
            assertThat(Files.list(root.resolve("artefacts-staging"))).isEmpty();
            assertThat(Files.list(root.resolve("scratch"))).isEmpty();
        }
        disk.hasLeft(Long.MAX_VALUE);
        assertThat(done("j", request, Likelihoods.none())).isEqualTo(straight);
        assertThat(artefacts.stored).containsAll(all);
    }

    @Test
    void whatIsDamagedOrGoneIsMadeAgain() throws Exception {
        SelectionRequest request = request(pool(300), null, "random", Amount.ofRows(5), Duplicates.EXACT, List.of(), null);
        SelectionResult straight = done("j", request, Likelihoods.none());
        try (Stream<Path> files = Files.walk(root.resolve("artefacts"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2] ^= 1;
                Files.write(file, bytes);
            }
        }
        assertThat(merged(steps(Likelihoods.none()).run(spec("j", request), Step.MERGE))).isEqualTo(straight);
        artefacts.delete(straight.dataSet());
        assertThat(done("j", request, Likelihoods.none())).isEqualTo(straight);
        assertThat(lineage(straight)).isNotEmpty();
    }

    @Test
    void quotasAndClustersHoldForTheChosenRows() throws Exception {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            String text = i < 20 ? "one of many rows that say nearly the same again, number " + i : "text " + Long.toString(i * 0x9e3779b97f4a7c15L, 36);
            rows.append("{\"text\":\"%s\",\"kind\":\"%s\"}\n".formatted(text, i % 4 == 0 ? "java" : "perl"));
        }
        String pool = stored(rows.toString());
        SelectionResult result = done("j", request(pool, null, "random", Amount.ofRows(100), new Duplicates(true, 0.8),
                List.of(new Quota("kind", "java", Amount.ofShare(0.4), null)), 3), Likelihoods.none());
        assertThat(lines(rows(result))).hasSize(100)
                .satisfies(all -> assertThat(all.stream().filter(row -> row.get("kind").asString().equals("java"))).hasSizeGreaterThanOrEqualTo(40))
                .satisfies(all -> assertThat(all.stream().filter(row -> row.get("text").asString().startsWith("one of"))).hasSize(3));

        SelectionResult earliest = done("k", request(pool, null, "random", Amount.ofShare(1), new Duplicates(true, 0.8),
                List.of(new Quota("kind", "perl", null, Amount.ofRows(0))), null), Likelihoods.none());
        assertThat(earliest.setAside()).isEqualTo(Map.of("near", 19L));
        assertThat(lines(rows(earliest))).hasSize(46).allMatch(row -> row.get("kind").asString().equals("java"));
    }

    @Test
    void aModelThatIsAwayIsWaitedForAndOneThatIsMissingEndsTheJob() throws Exception {
        SelectionRequest request = new SelectionRequest("sha256:" + pool(300), null, "perplexity", Map.of("model", "base"), Amount.ofRows(5), 3);
        assertThat(steps(Likelihoods.none()).run(spec("j", request), Step.PREPARE))
                .isInstanceOfSatisfying(StepOutcome.Never.class, never -> assertThat(never.code()).isEqualTo("model_missing"));
        Likelihoods away = (model, passages) -> {
            throw new SelectorException(SelectorException.Code.MODEL_UNAVAILABLE, null, "no answer");
        };
        assertThat(steps(away).run(spec("j", request), Step.PREPARE)).isEqualTo(new StepOutcome.Later("model_unavailable", "settings.model: no answer"));
    }

    @Test
    @Timeout(60)
    void aPreparationThatWaitsForItsModelHoldsNoOtherJobUp() throws Exception {
        String pool = pool(300);
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        JobSteps steps = steps((model, passages) -> {
            asked.countDown();
            try {
                answered.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
            return passages.stream().map(each -> new Likelihoods.Likelihood(1, -1)).toList();
        });
        JobSpec slow = spec("slow", new SelectionRequest("sha256:" + pool, null, "perplexity", Map.of("model", "base"), Amount.ofRows(5), 3));
        try (var threads = Executors.newFixedThreadPool(2)) {
            Future<StepOutcome> one = threads.submit(() -> steps.run(slow, Step.PREPARE));
            asked.await();
            Future<StepOutcome> same = threads.submit(() -> steps.run(slow, Step.PREPARE));
            for (int seed = 0; seed < 64; seed++) {
                SelectionRequest quick = new SelectionRequest("sha256:" + pool, null, "random", Map.of(), Amount.ofRows(5), seed);
                assertThat(steps.run(spec("quick", quick), Step.PREPARE)).isInstanceOf(StepOutcome.Prepared.class);
            }
            answered.countDown();
            assertThat(one.get()).isInstanceOf(StepOutcome.Prepared.class).isEqualTo(same.get());
        }
    }

    @Test
    void whatDoesNotFitIsToldWithItsFieldBeforeAnythingIsDone() throws Exception {
        String pool = stored("{\"text\":\"a\"}\n");
        refused(new SelectionRequest("sha256:" + pool, null, "nonsense", Map.of(), Amount.ofRows(1), 1), "selector");
        refused(new SelectionRequest("sha256:" + pool, null, "dsir", Map.of(), Amount.ofRows(1), 1), "target");
        refused(new SelectionRequest("sha256:" + pool, null, "random", Map.of("level", "3"), Amount.ofRows(1), 1), "settings.level");
        refused(new SelectionRequest("sha256:" + pool, null, "random", Map.of(), Amount.ofRows(0), 1), "budget");
        refused(new SelectionRequest("sha256:" + "0".repeat(64), null, "random", Map.of(), Amount.ofRows(1), 1), "pool");
        refused(request(pool, null, "random", Amount.ofRows(1), Duplicates.EXACT,
                List.of(new Quota("kind", "a", Amount.ofRows(2), null)), null), "quotas");
        refused(request(pool, null, "random", Amount.ofRows(1), Duplicates.EXACT,
                List.of(new Quota("kind", "a", Amount.ofRows(1), Amount.ofRows(0))), null), "quotas[0]");
    }

    @Test
    void aPoolOfWhichNothingIsLeftIsToldWithTheReasons() throws Exception {
        String pool = stored("{\"text\":\"a\"}\nno row\n");
        StepOutcome outcome = steps(Likelihoods.none()).run(spec("j", new SelectionRequest("sha256:" + pool, "sha256:" + pool, "random", Map.of(),
                Amount.ofRows(1), 1)), Step.MERGE);
        assertThat(outcome).isEqualTo(new StepOutcome.Never("no_candidates", "pool",
                "none of the pool's 2 records is a candidate: in_target 1, not_json 1"));
    }

    private void refused(SelectionRequest request, String field) {
        assertThatThrownBy(() -> spec("j", request)).isInstanceOfSatisfying(SelectorException.class, it -> {
            assertThat(it.field()).isEqualTo(field);
            assertThat(it).hasMessageContaining(field);
        });
    }

    /** Every hundredth record is broken, every thousandth says again what the one before says. */
    private String pool(int records) throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < records; i++) {
            rows.append(i % 100 == 50 ? "{broken" : "{\"text\":\"a row " + (i % 1_000 == 1 ? i - 1 : i) + "\"}").append('\n');
        }
        return stored(rows.toString());
    }

    private String stored(String lines) throws IOException {
        return ((Intake.Outcome.Stored) new Intake(store, Long.MAX_VALUE).take(new ByteArrayInputStream(lines.getBytes(UTF_8)))).set().digest();
    }

    private static SelectionRequest request(String pool, @Nullable String target, String selector, Amount budget, Duplicates duplicates,
            List<Quota> quotas, @Nullable Integer clusterMax) {
        return new SelectionRequest("sha256:" + pool, target == null ? null : "sha256:" + target, selector, Map.of(), budget, 3L, duplicates, quotas,
                clusterMax);
    }

    private JobSteps steps(Likelihoods likelihoods) throws IOException {
        return new JobSteps(store, artefacts, likelihoods, root.resolve("scratch"));
    }

    private JobSpec spec(String job, SelectionRequest request) throws SelectorException, IOException {
        return JobSpec.of(job, request, sets);
    }

    private SelectionResult done(String job, SelectionRequest request, Likelihoods likelihoods) throws Exception {
        JobSteps steps = steps(likelihoods);
        JobSpec spec = spec(job, request);
        assertThat(steps.run(spec, Step.PREPARE)).isInstanceOf(StepOutcome.Prepared.class);
        for (int shard = 0; shard < spec.pool().shards(); shard++) {
            assertThat(steps.run(spec, new Step.Score(shard))).isInstanceOf(StepOutcome.Scored.class);
        }
        return merged(steps.run(spec, Step.MERGE));
    }

    private static SelectionResult merged(StepOutcome outcome) {
        assertThat(outcome).isInstanceOf(StepOutcome.Merged.class);
        return ((StepOutcome.Merged) outcome).result();
    }

    private Path place(String digest) {
        return root.resolve("sets").resolve(digest.substring(0, 2)).resolve(digest).resolve("rows.jsonl");
    }

    private String rows(SelectionResult result) throws IOException {
        try (InputStream in = Channels.newInputStream(store.open(result.dataSet(), Part.ROWS).orElseThrow())) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private String lineage(SelectionResult result) throws IOException {
        try (InputStream in = artefacts.open(JobSpec.lineageName(result.dataSet(), result.lineage())).orElseThrow()) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }

    private static List<JsonNode> lines(String text) {
        return text.lines().map(JSON::readTree).toList();
    }
}
