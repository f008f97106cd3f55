package io.sluice.selection.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.contracts.adapter.CanaryReport;
import io.sluice.contracts.event.ComparisonEvent;
import io.sluice.contracts.selection.Amount;
import io.sluice.contracts.selection.Comparison;
import io.sluice.contracts.selection.Comparison.Run;
import io.sluice.contracts.selection.ComparisonFindings;
import io.sluice.contracts.selection.ComparisonRequest;
import io.sluice.contracts.selection.ComparisonRequest.Entry;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.contracts.selection.SelectionInput;
import io.sluice.contracts.selection.SelectionJob;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.contracts.selection.SelectionResult;
import io.sluice.contracts.training.TrainingJob;
import io.sluice.selection.comparison.ComparisonFold;
import io.sluice.selection.comparison.Task;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.FileDataSetStore;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.job.Outcome;
import io.sluice.selection.promotion.AdapterRegistry;
import io.sluice.selection.promotion.Answerer;
import io.sluice.selection.promotion.Exam;
import io.sluice.selection.promotion.Selections;
import io.sluice.selection.promotion.Work;
import io.sluice.selection.selector.Likelihoods;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.training.Trainings;
import io.sluice.selection.work.FileArtefactStore;
import io.sluice.selection.work.JobSpec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

class TrialsTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");
    private static final String ID = "cmp_1";

    @TempDir
    private Path folder;

    private final Map<String, SelectionJob> selections = new TreeMap<>();
    private final Map<String, Trainings.Progress> trainings = new TreeMap<>();
    private final Map<String, AdapterStage> adapters = new TreeMap<>();
    private final List<String> asked = new ArrayList<>();
    private final List<String> cancelled = new ArrayList<>();
    private final Map<String, String> rows = new HashMap<>();
    private ComparisonFold comparison = new ComparisonFold();
    private ComparisonRequest request;
    private FileDataSetStore store;
    private FileArtefactStore artefacts;
    private Trials trials;
    private boolean trainerSleeps;
    private boolean baseMissing;

    @BeforeEach
    void open() throws IOException {
        store = new FileDataSetStore(folder);
        artefacts = new FileArtefactStore(folder);
        String pool = stored("learn ", 40, 0);
        String questions = stored("ask ", 20, 0);
        request = new ComparisonRequest(pool, null, List.of(Entry.of("moore-lewis"), Entry.of("random")), List.of(1L, 2L), List.of(Amount.ofRows(10)),
                SelectionRequest.Duplicates.EXACT, List.of(), null, new ComparisonRequest.Wanted("kind", "k1"),
                PipelineRequest.Training.usual("base", 30), ComparisonRequest.Judging.usual(questions));
        DataSets sets = new DataSets(store);
        Clock clock = Clock.fixed(AT, ZoneOffset.UTC);
        AdapterRegistry registry = new Shelf();
        trials = new Trials(new Work(sets, new Jobs(), new Trainer(), registry, clock), registry, new Exam(this::answer, 3), this::likelihoods, sets,
                artefacts, JsonMapper.builder().build(), "w", clock);
    }

    /** Every second row is of kind k1. */
    private String stored(String prefix, int count, int from) throws IOException {
        String lines = IntStream.range(from, from + count).mapToObj(i -> "{\"prompt\":\"" + prefix + i + "\",\"completion\":\"a" + i + "\",\"kind\":\"k" + i % 2 + "\"}\n")
                .collect(Collectors.joining());
        return "sha256:" + ((Intake.Outcome.Stored) new Intake(store, 1 << 20)
                .take(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)))).set().digest();
    }

    /** Adapters of the first entry know three questions in four, the others one. */
    private Answerer.Answer answer(String model, String prompt, int tokensMax) {
        int question = Integer.parseInt(prompt.substring("ask ".length()));
        boolean knows = question % 4 != 0 ^ model.contains("cmp_1-2-");
        return new Answerer.Answer.Said(knows ? "a" + question : "no");
    }

    private List<Likelihoods.Likelihood> likelihoods(String model, List<Likelihoods.Passage> passages) throws SelectorException {
        if (baseMissing) {
            throw new SelectorException(SelectorException.Code.MODEL_MISSING, null, "model base can't be asked");
        }
        return passages.stream().map(each -> new Likelihoods.Likelihood(2, model.contains("cmp_1-2-") ? -3 : -1)).toList();
    }

    /** Jobs that are done once they were asked for: the first entry's on the pool's first rows, the others' on others. */
    private final class Jobs implements Selections {

        @Override
        public Optional<SelectionJob> find(String job) {
            return Optional.ofNullable(selections.get(job));
        }

        @Override
        public void begin(String job, SelectionRequest wanted, String actor) throws SelectorException, IOException {
            if (wanted.selector().equals("perplexity")) {
                throw new SelectorException(SelectorException.Code.BAD_SETTING, "settings.model", "there is no such model");
            }
            int from = job.startsWith("cmp_1-2-") ? 5 : 0;
            String set = stored("learn ", 10, from).substring("sha256:".length());
            String lineage = IntStream.range(from, from + 10).mapToObj(i -> "{\"ordinal\":" + i + "}\n").collect(Collectors.joining());
            artefacts.put(JobSpec.lineageName(set, "ff"), out -> out.write(lineage.getBytes(StandardCharsets.UTF_8)));
            selections.put(job, new SelectionJob(job, wanted, new SelectionInput("aa", 40, 40, 1), null, SelectionJob.Status.COMPLETED, null,
                    new SelectionJob.Progress(1, 1, 40, 40), Map.of(), null, new SelectionResult(set, "ff", 10, 10, Map.of(), 0, 0, 1.0), null, 0.25, actor,
                    AT, AT));
        }

        @Override
        public void cancel(String job, String actor) {
            cancelled.add(job);
        }
    }

    private final class Trainer implements Trainings {

        @Override
        public Progress find(String job) {
            return trainings.getOrDefault(job, new Progress.Unknown());
        }

        @Override
        public boolean heardAll() {
            return true;
        }

        @Override
        public void ask(TrainingJob job, String actor) {
            asked.add(job.id());
            rows.put(job.adapter(), Objects.requireNonNull(job.data()).file());
            if (trainerSleeps) {
                trainings.put(job.id(), new Progress.Asked(AT));
            } else {
                adapters.put(job.adapter(), AdapterStage.VALIDATED);
                trainings.put(job.id(), new Progress.Done(new Pipeline.Candidate("1", "ab", job.id(), Map.of()), AT));
            }
        }

        @Override
        public void cancel(String job, String actor) {
            cancelled.add(job);
            trainings.put(job, new Progress.Ended("training_cancelled", null, "cancelled", AT));
        }
    }

    /** Adapters of one version each; nothing else than retiring is ever done to them. */
    private final class Shelf implements AdapterRegistry {

        @Override
        public Reply state(String adapter) {
            AdapterStage stage = adapters.get(adapter);
            if (stage == null) {
                return new Reply.Absent();
            }
            AdapterManifest manifest = new AdapterManifest("lora", adapter, "1", "ab", 1, 1, new AdapterManifest.Base("base", "cd"), null, null, null,
                    null, List.of(), List.of(), null, List.of(), null, null, Map.of(), new AdapterManifest.Training(null, null, null, null, 7.5, Map.of()), null, null);
            return new Reply.State(new AdapterState(adapter, 1, List.of(new AdapterVersion(manifest, stage, null, AT, AT)), null, null, List.of(), Map.of(),
                    Map.of(), List.of()));
        }

        @Override
        public Reply retire(String adapter, String version) {
            adapters.put(adapter, AdapterStage.RETIRED);
            return state(adapter);
        }

        @Override
        public Reply canary(String adapter, String version, double percent, long sequence) {
            throw new AssertionError("a comparison promotes nothing");
        }

        @Override
        public @Nullable CanaryReport report(String adapter) {
            throw new AssertionError("a comparison promotes nothing");
        }

        @Override
        public Reply promote(String adapter, String version, long sequence) {
            throw new AssertionError("a comparison promotes nothing");
        }

        @Override
        public Reply rollBack(String adapter, String version, String reason) {
            throw new AssertionError("a comparison promotes nothing");
        }

        @Override
        public Reply deactivate(String adapter, long sequence) {
            throw new AssertionError("a comparison promotes nothing");
        }
    }

    private void begin() {
        comparison.apply(new ComparisonEvent.Requested(ID, request, "ops", AT));
    }

    /** Does what is next, all of it at once, until nothing is or nothing moves any more. */
    private void run() throws InterruptedException {
        for (int turn = 0; turn < 60 && !comparison.next().isEmpty(); turn++) {
            for (Task task : List.copyOf(comparison.next().values())) {
                if (trials.run(ID, task) instanceof Outcome.Told<ComparisonEvent>(ComparisonEvent fact)) {
                    comparison.apply(fact);
                }
            }
        }
    }

    @Test
    void whatEachSelectorChoseIsTrainedOnAndAskedAlikeAndTheAdaptersAreRetired() throws Exception {
        begin();
        run();
        Comparison view = comparison.view();
        assertThat(view.status()).as("%s", view).isEqualTo(Comparison.Status.COMPLETED);
        assertThat(view.runs()).extracting(Run::training).doesNotHaveDuplicates();
        assertThat(asked).containsExactlyInAnyOrder("cmp_1-1-1-1-train", "cmp_1-2-1-1-train", "cmp_1-1-1-2-train", "cmp_1-2-1-2-train");
        Run first = view.runs().getFirst();
        assertThat(first.choice()).satisfies(choice -> {
            assertThat(choice.precision()).isEqualTo(0.5);
            assertThat(choice.cpuSeconds()).isEqualTo(0.25);
        });
        assertThat(first.trainingCpuSeconds()).isEqualTo(7.5);
        assertThat(first.score()).isEqualTo(new Comparison.Score(0.5, 40, 20, 15, 0, "0111".repeat(5)));
        assertThat(view.runs().get(1).score()).isEqualTo(new Comparison.Score(1.5, 40, 20, 5, 0, "1000".repeat(5)));
        assertThat(view.findings().summaries().getFirst().againstRandom()).satisfies(against -> {
            assertThat(against.gain().mean()).isEqualTo(0.5);
            assertThat(against.loss().mean()).isEqualTo(1);
        });
        assertThat(view.findings().overlaps()).containsExactly(new ComparisonFindings.Overlap("moore-lewis", "random", Amount.ofRows(10), 5, 1.0 / 3));
        assertThat(adapters.values()).hasSize(4).containsOnly(AdapterStage.RETIRED);
    }

    @Test
    void aStepThatWasDoneByAReplicaThatDiedIsNotDoneAgain() throws Exception {
        begin();
        // Done, and the fact never written: all that is next is done twice.
        for (int turn = 0; turn < 20; turn++) {
            for (Task task : List.copyOf(comparison.next().values())) {
                trials.run(ID, task);
                if (trials.run(ID, task) instanceof Outcome.Told<ComparisonEvent>(ComparisonEvent fact)) {
                    comparison.apply(fact);
                }
            }
        }
        assertThat(comparison.view().status()).isEqualTo(Comparison.Status.COMPLETED);
        assertThat(asked).hasSize(4);
        assertThat(selections).hasSize(4);
    }

    @Test
    void aRunThatCannotBeLeavesTheOthersAlone() throws Exception {
        request = new ComparisonRequest(request.pool(), null, List.of(Entry.of("perplexity"), Entry.of("random")), List.of(1L), request.budgets(),
                request.duplicates(), List.of(), null, null, request.training(), request.judging());
        begin();
        run();
        Comparison view = comparison.view();
        assertThat(view.status()).isEqualTo(Comparison.Status.COMPLETED);
        assertThat(view.progress()).isEqualTo(new Comparison.Progress(1, 1, 2));
        assertThat(view.runs().getFirst().error()).extracting(Pipeline.Reason::code, Pipeline.Reason::field).containsExactly("bad_setting", "entries[0].settings.model");
    }

    @Test
    void nothingBeginsWhereTheBaseIsMissingOrAQuestionIsInThePool() throws Exception {
        baseMissing = true;
        begin();
        run();
        assertThat(comparison.view().reason()).extracting(Pipeline.Reason::code, Pipeline.Reason::field).containsExactly("model_missing", "training.base");
        baseMissing = false;
        comparison = new ComparisonFold();
        request = request.of(request.pool(), null, request.pool());
        begin();
        run();
        assertThat(comparison.view().reason()).extracting(Pipeline.Reason::code, Pipeline.Reason::field)
                .containsExactly("held_out_in_pool", "judging.held_out");
        assertThat(selections).isEmpty();
    }

    @Test
    void whoCancelsFindsNothingLeft() throws Exception {
        trainerSleeps = true;
        begin();
        run();
        assertThat(comparison.view().runs()).extracting(Run::status).containsOnly(Comparison.RunStatus.TRAINING);
        comparison.apply(new ComparisonEvent.Cancelled(ID, "ops", AT));
        run();
        assertThat(comparison.next()).isEmpty();
        assertThat(cancelled).containsExactlyInAnyOrder("cmp_1-1-1-1-train", "cmp_1-2-1-1-train", "cmp_1-1-1-2-train", "cmp_1-2-1-2-train");
    }
}
