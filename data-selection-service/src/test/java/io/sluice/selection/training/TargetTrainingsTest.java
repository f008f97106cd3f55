package io.sluice.selection.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterStage;
import io.sluice.contracts.adapter.AdapterVersion;
import io.sluice.contracts.event.TrainingCompleted;
import io.sluice.contracts.event.TrainingFailed;
import io.sluice.contracts.event.TrainingProgressed;
import io.sluice.contracts.event.TrainingRequested;
import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.training.TrainingJob;
import io.sluice.selection.dataset.DataSets;
import io.sluice.selection.dataset.FileDataSetStore;
import io.sluice.selection.dataset.Intake;
import io.sluice.selection.dataset.RowReader;
import io.sluice.selection.row.Row;
import io.sluice.selection.row.RowForm;
import io.sluice.selection.selector.SelectorException;
import io.sluice.selection.selector.SelectorException.Code;
import io.sluice.selection.selector.TrainedModels;
import io.sluice.selection.selector.TrainedModels.Training;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetTrainingsTest {

    private static final String TARGET = "ab".repeat(32);
    private static final Training LORA = new Training("small", false, 300, 1);

    @TempDir
    private static Path store;
    private final List<TrainingRequested> asked = new ArrayList<>();
    private final TrainingBoard board = new TrainingBoard();
    private Instant now = Instant.parse("2026-11-20T10:00:00Z");
    private @Nullable AdapterVersion made;
    private boolean known = true;
    private boolean heardAll = true;
    private boolean broker = true;

    private final Surroundings around = new Surroundings() {
        @Override
        public Optional<String> digest(String base) {
            return base.equals("small") ? Optional.of("bb") : Optional.empty();
        }

        @Override
        public boolean answers(String model) {
            return known;
        }

        @Override
        public Optional<AdapterVersion> madeBy(String job, String adapter) {
            return Optional.ofNullable(made);
        }
    };
    private final Trainings log = new Trainings() {
        @Override
        public Progress find(String job) {
            return board.find(job);
        }

        @Override
        public boolean heardAll() {
            return heardAll;
        }

        @Override
        public void ask(TrainingJob job, String actor) {
            if (!broker) {
                throw new CompletionException(new IllegalStateException("away"));
            }
            TrainingRequested request = new TrainingRequested(job, actor, now);
            asked.add(request);
            board.hear(request);
        }

        @Override
        public void cancel(String job, String actor) {
            throw new AssertionError("who else wants it is not known");
        }
    };
    private final InstantSource time = () -> now;
    private final TargetTrainings trainings = new TargetTrainings(around, log, rows(), time.withZone(ZoneOffset.UTC));

    private StoredRows rows() {
        try {
            return new StoredRows(new Intake(new FileDataSetStore(store), 1 << 20));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private String model() throws SelectorException {
        return trainings.of(TARGET).onTarget(LORA);
    }

    private SelectorException failure() {
        try {
            throw new AssertionError(model());
        } catch (SelectorException expected) {
            return expected;
        }
    }

    private void waits(String why) {
        waits(why, this::model);
    }

    private static void waits(String why, ThrowingCallable model) {
        assertThatThrownBy(model).hasMessageContaining(why).isInstanceOfSatisfying(SelectorException.class,
                waiting -> assertThat(waiting.code()).isEqualTo(Code.MODEL_TRAINING));
    }

    private TrainingJob job() {
        return asked.getFirst().job();
    }

    private void made(AdapterStage stage) {
        made = new AdapterVersion(new AdapterManifest("lora", job().adapter(), "1", "dd", 1, 1, new AdapterManifest.Base("small", "bb"), 8, 16.0,
                false, null, List.of(), List.of(), null, List.of(), null, null, Map.of(), null, null, null), stage, "unfit", now, now);
    }

    @Test
    void isAskedForOnceAndThenFoundWhereverItWasAskedFor() throws SelectorException {
        waits("was asked for");
        waits("waits for a trainer");
        board.hear(new TrainingProgressed(job().id(), "w", 50, 300, 1.5, 2, now.plusSeconds(1)));
        now = now.plusSeconds(2);
        waits("step 50 of 300");
        board.hear(new TrainingCompleted(job().id(), "w", job().adapter(), "1", "dd", Map.of(), now.plusSeconds(1)));
        now = now.plusSeconds(2);
        waits("the registry does not show it yet");
        made(AdapterStage.UPLOADED);
        waits("held against its base");
        made(AdapterStage.VALIDATED);
        known = false;
        waits("not known to the inference-service");
        known = true;
        assertThat(model()).isEqualTo("small:" + job().adapter() + "@1");
        assertThat(asked).hasSize(1);
        heardAll = false;
        assertThat(model()).as("the registry is enough").startsWith("small:cond-");
    }

    @Test
    void theJobSaysAllThatMakesTheModelAndItsNameFollowsFromThat() throws SelectorException {
        waits("was asked for");
        assertThat(job().id()).isEqualTo(job().adapter()).matches("cond-[0-9a-f]{24}");
        assertThat(job().base()).isEqualTo("small");
        assertThat(job().baseDigest()).isEqualTo("bb");
        assertThat(job().data()).isEqualTo(TrainingJob.DataReference.dataSet(TARGET, "rows of a selection", List.of()));
        assertThat(job().budget().steps()).isEqualTo(300);
        assertThat(job().settings()).containsEntry("replay", "0").doesNotContainKey("density");
        assertThat(TargetModel.job(LORA, "bb", TARGET)).isEqualTo(job());
        assertThat(List.of(TargetModel.job(LORA, "cc", TARGET), TargetModel.job(LORA, "bb", "cd".repeat(32)),
                TargetModel.job(new Training("small", true, 300, 1), "bb", TARGET), TargetModel.job(new Training("small", false, 301, 1), "bb", TARGET),
                TargetModel.job(new Training("small", false, 300, 2), "bb", TARGET), job())).extracting(TrainingJob::id).doesNotHaveDuplicates();
        TrainingJob full = TargetModel.job(new Training("small", true, 300, 1), "bb", TARGET);
        assertThat(full.kind()).isEqualTo("lt-sft");
        assertThat(full.settings()).containsEntry("density", "1");
    }

    @Test
    void otherRowsAreKeptWhereATrainerFindsThem() throws Exception {
        List<Row> rows = List.of(Row.plain(7, "plain"), new Row(8, RowForm.CHAT, "q", "a"));
        for (int again = 0; again < 2; again++) {
            try {
                throw new AssertionError(trainings.of(TARGET).onRows(LORA, rows));
            } catch (SelectorException waiting) {
                assertThat(waiting.code()).isEqualTo(Code.MODEL_TRAINING);
            }
        }
        assertThat(asked).hasSize(1);
        String digest = Objects.requireNonNull(Objects.requireNonNull(job().data()).digest());
        DataSets sets = new DataSets(new FileDataSetStore(store));
        try (RowReader reader = sets.shard(sets.find(digest).orElseThrow(), 0)) {
            assertThat(Objects.requireNonNull(reader.next()).result()).isEqualTo(Row.plain(0, "plain"));
            assertThat(Objects.requireNonNull(reader.next()).result()).isEqualTo(new Row(1, RowForm.INSTRUCTION, "q", "a"));
        }
    }

    @Test
    void whatGoesOnFromOtherRowsLearnsThemFirstAndAsTheyAreLearnedAlone() throws Exception {
        List<Row> pool = List.of(Row.plain(7, "pool"), Row.plain(9, "and more"));
        List<Row> wanted = List.of(new Row(8, RowForm.CHAT, "q", "a"));
        TrainedModels made = trainings.of(TARGET);
        waits("was asked for", () -> made.onRows(LORA, pool));
        waits("was asked for", () -> made.onward(LORA, pool, 40, wanted));
        waits("waits for a trainer", () -> made.onward(LORA, pool, 40, wanted));
        assertThat(asked).hasSize(2);
        TrainingJob prior = asked.getFirst().job();
        TrainingJob after = asked.getLast().job();
        assertThat(after.id()).matches("cond-[0-9a-f]{24}").isNotEqualTo(prior.id());
        assertThat(after.budget().steps()).isEqualTo(340);
        assertThat(after.settings()).containsEntry("stage-steps", "300,40");
        assertThat(prior.settings()).doesNotContainKey("stage-steps").isEqualTo(without(after.settings(), "stage-steps"));
        assertThat(after.seed()).isEqualTo(prior.seed());
        String digest = Objects.requireNonNull(Objects.requireNonNull(after.data()).digest());
        assertThat(Files.readString(store.resolve("sets").resolve(digest.substring(0, 2)).resolve(digest).resolve("rows.jsonl"))).isEqualTo("""
                {"text":"pool","stage":1}
                {"text":"and more","stage":1}
                {"prompt":"q","completion":"a","stage":2}
                """);
        assertThat(TargetModel.job(LORA, List.of(301, 39), "bb", digest).id()).isNotEqualTo(after.id());
    }

    private static Map<String, String> without(Map<String, String> settings, String name) {
        Map<String, String> others = new TreeMap<>(settings);
        others.remove(name);
        return others;
    }

    @Test
    void oneThatFailedIsToldAndAskedForAgainOnlyLater() {
        waits("was asked for");
        board.hear(new TrainingFailed(job().id(), "w", "diverged", "the loss is not finite", now.plusSeconds(5)));
        now = now.plusSeconds(10);
        assertThat(failure()).hasMessageContaining("diverged").hasMessageContaining("not finite").satisfies(wrong -> {
            assertThat(wrong.code()).isEqualTo(Code.MODEL_MISSING);
            assertThat(wrong.passing()).isFalse();
        });
        now = now.plus(TargetTrainings.AGAIN_AFTER);
        waits("was asked for");
        waits("waits for a trainer");
        assertThat(asked).hasSize(2);
        now = now.plus(TargetTrainings.SILENCE_MAX).plus(Duration.ofSeconds(1));
        waits("was asked for");
    }

    @Test
    void whatCanNeverBeHadIsMissing() {
        waits("was asked for");
        for (AdapterStage stage : List.of(AdapterStage.REJECTED, AdapterStage.RETIRED)) {
            made(stage);
            assertThat(failure().code()).isEqualTo(Code.MODEL_MISSING);
        }
        try {
            throw new AssertionError(trainings.of(TARGET).onTarget(new Training("nobody", false, 300, 1)));
        } catch (SelectorException missing) {
            assertThat(missing.code()).isEqualTo(Code.MODEL_MISSING);
            assertThat(missing).hasMessageContaining("nobody");
        }
    }

    @Test
    void nothingIsAskedForBeforeAllWasHeardOrWithoutABroker() {
        heardAll = false;
        assertThat(failure().code()).isEqualTo(Code.MODEL_UNAVAILABLE);
        heardAll = true;
        broker = false;
        assertThat(failure()).hasMessageContaining("broker").extracting(SelectorException::code).isEqualTo(Code.MODEL_UNAVAILABLE);
        broker = true;
        waits("was asked for");
        assertThat(asked).hasSize(1);
    }

    @Test
    void whatATrainerToldCountsUntilTheJobIsAskedForAgainInWhateverOrderTheTopicsAreRead() {
        TrainingJob job = TargetModel.job(LORA, "bb", TARGET);
        board.hear(new TrainingProgressed(job.id(), "w", 50, 300, 1.5, 2, now));
        board.hear(new TrainingRequested(job, "x", now.minusSeconds(1)));
        board.hear(new TrainingRequested(job, "x", now.plusSeconds(1)));
        waits("step 50 of 300");
        board.hear(new TrainingRequested(job, "x", now.plus(TrainingBoard.CLOCKS).plusSeconds(1)));
        waits("waits for a trainer");
        board.hear(new TrainingProgressed(job.id(), "w", 51, 300, 1.5, 2, now));
        waits("waits for a trainer");
        board.hear(new TrainingProgressed(job.id(), "w", 52, 300, 1.5, 2, now.plusSeconds(1)));
        waits("step 52 of 300");
        assertThat(asked).isEmpty();
    }

    @Test
    void thatAJobIsDoneIsNotTakenBackByWhoeverWasSlower() {
        board.hear(new TrainingCompleted("j", "w", "a", "1", "dd", Map.of(), now));
        board.hear(new TrainingProgressed("j", "slow", 7, 300, 1.5, 2, now.plusSeconds(1)));
        board.hear(new TrainingFailed("j", "slow", "diverged", "the loss is not finite", now.plusSeconds(2)));
        assertThat(board.find("j")).isEqualTo(new Trainings.Progress.Done(new Pipeline.Candidate("1", "dd", "j", Map.of()), now));
    }
}
