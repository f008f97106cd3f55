package io.sluice.selection.promotion;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.event.PipelineEvent;
import io.sluice.contracts.selection.Amount;
import io.sluice.contracts.selection.Judgement;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.contracts.selection.SelectionInput;
import io.sluice.contracts.selection.SelectionJob;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.contracts.selection.SelectionResult;
import io.sluice.contracts.training.TrainingJob;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.FileDataSetStore;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.job.Outcome;
import io.sluice.selection.pipeline.Action;
import io.sluice.selection.pipeline.PipelineFold;
import io.sluice.selection.training.Trainings;
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
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepsTest {

    private static final Instant AT = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    private final MemoryRegistry registry = new MemoryRegistry();
    private final Map<String, SelectionJob> selections = new HashMap<>();
    private final List<String> cancelled = new ArrayList<>();
    private final Map<String, Trainings.Progress> trainings = new HashMap<>();
    private final PipelineFold pipeline = new PipelineFold();
    /** Of twenty questions, how many of the first a model knows. */
    private final Map<String, Integer> knows = new HashMap<>();
    private PipelineRequest request;
    private Steps steps;

    @BeforeEach
    void open() throws IOException {
        FileDataSetStore store = new FileDataSetStore(folder);
        String pool = stored(store, "learn ", 50);
        String questions = stored(store, "ask ", 20);
        request = new PipelineRequest("letters", new SelectionRequest(pool, null, "random", Map.of(), Amount.ofRows(10), 1),
                PipelineRequest.Training.usual("base", 30), PipelineRequest.Judging.usual(questions, null), new PipelineRequest.Canary(10.0, 0L, 0L, 0L));
        Clock clock = Clock.fixed(AT, ZoneOffset.UTC);
        steps = new Steps(new Work(new DataSets(store), jobs(), trainer(), registry, clock), registry, this::answer, 3, "w", clock);
        knows.put("base", 0);
    }

    private static String stored(FileDataSetStore store, String prefix, int rows) throws IOException {
        String lines = IntStream.range(0, rows).mapToObj(i -> "{\"prompt\":\"" + prefix + i + "\",\"completion\":\"a" + i + "\"}\n").collect(Collectors.joining());
        return "sha256:" + ((Intake.Outcome.Stored) new Intake(store, 1 << 20)
                .take(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)))).set().digest();
    }

    private Answerer.Answer answer(String model, String prompt, int tokensMax) {
        int question = Integer.parseInt(prompt.substring("ask ".length()));
        return question < knows.getOrDefault(model, 0) ? new Answerer.Answer.Said(" a" + question + "\n") : new Answerer.Answer.Refused("context_length_exceeded");
    }

    /** Jobs that are done once they were asked for. */
    private Selections jobs() {
        return new Selections() {

            @Override
            public Optional<SelectionJob> find(String job) {
                return Optional.ofNullable(selections.get(job));
            }

            @Override
            public void begin(String job, SelectionRequest rows, String actor) {
                selections.put(job, new SelectionJob(job, rows, new SelectionInput("aa", 50, 50, 1), null, SelectionJob.Status.COMPLETED, null,
                        new SelectionJob.Progress(1, 1, 50, 50), Map.of(), null,
                        new SelectionResult("ee".repeat(32), "ff", 10, 10, Map.of(), 0, 0, 1.0), null, actor, AT, AT));
            }

            @Override
            public void cancel(String job, String actor) {
                cancelled.add(job);
            }
        };
    }

    /** Makes the adapter's next version at once. */
    private Trainings trainer() {
        return new Trainings() {

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
                String version = Integer.toString(registry.now().versions().size() + 1);
                registry.add(version);
                trainings.put(job.id(), new Progress.Done(new Pipeline.Candidate(version, "ab", job.id(), Map.of()), AT));
            }

            @Override
            public void cancel(String job, String actor) {
                cancelled.add(job);
            }
        };
    }

    private void begin() {
        pipeline.apply(new PipelineEvent.Requested("p", request, "ops", AT));
    }

    /** Does what is next, until nothing is, or an action of this type is. */
    private void run(@Nullable Class<? extends Action> until) throws InterruptedException {
        for (int turn = 0; turn < 40; turn++) {
            Optional<Action> next = pipeline.action();
            if (next.isEmpty() || until != null && until.isInstance(next.get())) {
                return;
            }
            if (steps.run("p", next.get()) instanceof Outcome.Told<PipelineEvent>(PipelineEvent fact)) {
                pipeline.apply(fact);
            }
        }
        throw new AssertionError("it does not end: " + pipeline.action());
    }

    /** To its end. */
    private void run() throws InterruptedException {
        run(null);
    }

    @Test
    void aBetterCandidateIsPromotedThroughItsCanaryAndTakenBack() throws Exception {
        knows.put("base:letters@1", 19);
        begin();
        run();
        assertThat(pipeline.status()).isEqualTo(Pipeline.Status.PROMOTED);
        assertThat(registry.done).containsExactly("canary 1", "promote 1");
        assertThat(pipeline.view().judgement()).isInstanceOfSatisfying(Judgement.Better.class, it -> {
            assertThat(it.figures().target().won()).isEqualTo(19);
            assertThat(it.figures().target().refused()).isEqualTo(21);
        });

        pipeline.apply(new PipelineEvent.RollbackRequested("p", "ops", null, AT));
        run();
        assertThat(pipeline.status()).isEqualTo(Pipeline.Status.ROLLED_BACK);
        assertThat(registry.active()).isNull();
    }

    @Test
    void whatWasActiveBeforeIsTheIncumbentAndWhatARollBackLeadsTo() throws Exception {
        registry.add("1");
        registry.promote("letters", "1", registry.now().sequence());
        knows.put("base:letters@1", 4);
        knows.put("base:letters@2", 18);
        begin();
        run();
        assertThat(pipeline.view().over()).isEqualTo("1");
        pipeline.apply(new PipelineEvent.RollbackRequested("p", "ops", "callers complain", AT));
        run();
        assertThat(registry.active()).isEqualTo("1");
        assertThat(registry.stage("2")).isEqualTo(AdapterStage.VALIDATED);
    }

    @Test
    void aCandidateThatIsNoBetterIsRetiredAndNeverAnswers() throws Exception {
        knows.put("base:letters@1", 2);
        begin();
        run();
        assertThat(pipeline.status()).isEqualTo(Pipeline.Status.REJECTED);
        assertThat(registry.done).containsExactly("retire 1");
        assertThat(pipeline.view().reason()).extracting(Pipeline.Reason::code).isEqualTo("no_better");
    }

    @Test
    void whatWasJudgedAgainstOneVersionIsNotPutAboveAnother() throws Exception {
        knows.put("base:letters@1", 19);
        begin();
        run(Action.Promote.class);
        registry.add("7");
        registry.rollBack("letters", "1", "meanwhile");
        registry.promote("letters", "7", registry.now().sequence());
        run();
        assertThat(pipeline.view().reason()).extracting(Pipeline.Reason::code).isEqualTo("incumbent_changed");
        assertThat(registry.active()).isEqualTo("7");
        assertThat(registry.stage("1")).isEqualTo(AdapterStage.RETIRED);
    }

    @Test
    void aCanaryThatTheRegistryEndedIsNotPromoted() throws Exception {
        knows.put("base:letters@1", 19);
        begin();
        run(Action.WatchCanary.class);
        registry.rollBack("letters", "1", "errors: 9 of 10 requests failed");
        run();
        assertThat(pipeline.view().reason()).extracting(Pipeline.Reason::code, Pipeline.Reason::message)
                .containsExactly("canary_rolled_back", "the canary was rolled back: errors: 9 of 10 requests failed");
        assertThat(registry.stage("1")).isEqualTo(AdapterStage.RETIRED);
    }

    @Test
    void aCanaryThatNobodyAsksIsRejectedInTheEnd() throws Exception {
        request = new PipelineRequest("letters", request.selection(), request.training(), request.judging(), new PipelineRequest.Canary(10.0, 0L, 5L, 0L));
        knows.put("base:letters@1", 19);
        registry.requests = 3;
        begin();
        run();
        assertThat(pipeline.view().reason()).extracting(Pipeline.Reason::code).isEqualTo("canary_unheard");
        assertThat(registry.done).containsExactly("canary 1", "end canary 1", "retire 1");
    }

    @Test
    void aStepThatWasDoneByAReplicaThatDiedIsNotDoneAgain() throws Exception {
        knows.put("base:letters@1", 19);
        begin();
        run(Action.Promote.class);
        // Done, and the fact never written.
        Action promote = pipeline.action().orElseThrow();
        steps.run("p", promote);
        run();
        assertThat(pipeline.status()).isEqualTo(Pipeline.Status.PROMOTED);
        assertThat(registry.done).containsExactly("canary 1", "promote 1");
    }

    @Test
    void whoCancelsFindsNothingLeft() throws Exception {
        begin();
        run(Action.Judge.class);
        pipeline.apply(new PipelineEvent.Cancelled("p", "ops", AT));
        run();
        assertThat(pipeline.status()).isEqualTo(Pipeline.Status.CANCELLED);
        assertThat(registry.stage("1")).isEqualTo(AdapterStage.RETIRED);

        PipelineFold early = new PipelineFold();
        early.apply(new PipelineEvent.Requested("q", request, "ops", AT));
        early.apply(new PipelineEvent.Cancelled("q", "ops", AT));
        assertThat(steps.run("q", early.action().orElseThrow())).isEqualTo(new Outcome.Told(new PipelineEvent.Cleared("q", "w", null, AT)));
    }

    @Test
    void aRegistryThatIsAwayIsWaitedFor() throws Exception {
        begin();
        run(Action.Judge.class);
        registry.away = true;
        assertThat(steps.run("p", pipeline.action().orElseThrow())).isInstanceOfSatisfying(Outcome.Waiting.class,
                it -> assertThat(it.reason()).extracting(Pipeline.Reason::code).isEqualTo("registry_away"));
    }

    @Test
    void questionsThatArePartOfThePoolFailThePipelineAndAreNamed() throws Exception {
        request = new PipelineRequest("letters", request.selection(), request.training(),
                PipelineRequest.Judging.usual(request.selection().pool(), null), request.canary());
        begin();
        run();
        assertThat(pipeline.status()).isEqualTo(Pipeline.Status.FAILED);
        assertThat(pipeline.view().reason()).extracting(Pipeline.Reason::code, Pipeline.Reason::field).containsExactly("held_out_in_pool", "judging.held_out");
        assertThat(pipeline.view().reason()).extracting(Pipeline.Reason::message).asString().startsWith("record 1 of the held-out questions is line 1 of the pool");
        assertThat(registry.done).isEmpty();
    }

    @Test
    void aTrainingThatCameToNothingFailsThePipelineWithItsReason() throws Exception {
        begin();
        trainings.put("p-train", new Trainings.Progress.Ended("invalid_value", "settings", "'ranks' is none of [rank]", AT));
        run();
        assertThat(pipeline.view().reason()).extracting(Pipeline.Reason::code, Pipeline.Reason::field, Pipeline.Reason::message)
                .containsExactly("invalid_value", "training.settings", "'ranks' is none of [rank]");
    }
}
