package io.sluice.trainer.adapter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.tasks.Split;
import io.sluice.tasks.Task;
import io.sluice.tasks.TaskGenerator;
import io.sluice.trainer.adapter.AdapterPlan.Settings;
import io.sluice.trainer.model.AdaptedLlama;
import io.sluice.trainer.tokenizer.Tokenizer;
import io.sluice.trainer.training.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Data that is learned stage by stage. */
class StagedDataTest {

    private static final Path SMALL = Path.of("..", "models", "sluice-small");
    private static final Progress SILENT = (step, loss, speed) -> {};

    @TempDir
    Path folder;

    /** The line of a task, with its stage. */
    private static String line(Task task, int stage) {
        return TaskLines.line(task).replaceFirst("}$", ",\"stage\":" + stage + "}");
    }

    private AdapterData data(int first, int second) throws IOException {
        List<String> lines = new ArrayList<>();
        TaskGenerator later = TaskGenerator.ofSkill("tail", 1, Split.TRAIN);
        for (int i = 0; i < second; i++) {
            lines.add(line(later.next(), 2));
        }
        TaskGenerator early = TaskGenerator.ofSkill("min", 1, Split.TRAIN);
        for (int i = 0; i < first; i++) {
            lines.add(i % 2 == 0 ? TaskLines.line(early.next()) : line(early.next(), 1));
        }
        return AdapterData.ofFile(Files.write(folder.resolve("staged.jsonl"), lines), 5);
    }

    private static AdapterPlan plan(AdapterKind kind, int steps) {
        return new AdapterPlan(kind, steps, 4, 1e-2, 0, 3, new Settings(2, 4, false, 3, 2, 0.01));
    }

    @Test
    void aLineWithoutAStageIsInTheFirst() throws IOException {
        AdapterData data = data(6, 3);
        assertThat(data.stages()).containsExactly(6, 3);
        assertThat(data.stage(0)).hasSize(6).allMatch(task -> task.name().equals("min"));
        assertThat(data.stage(1)).hasSize(3).allMatch(task -> task.name().equals("tail"));
        assertThat(data.train()).hasSize(9).startsWith(data.stage(0).toArray(Task[]::new));
    }

    @Test
    void stagesShareTheStepsAsTheyShareTheExamples() {
        assertThat(StagedBatches.ends(List.of(9), 7)).containsExactly(7);
        assertThat(StagedBatches.ends(List.of(300, 100), 40)).containsExactly(30, 40);
        assertThat(StagedBatches.ends(List.of(1, 1_000_000), 10)).containsExactly(1, 10);
        assertThat(StagedBatches.ends(List.of(1_000_000, 1, 1), 10)).containsExactly(8, 9, 10);
        assertThatThrownBy(() -> StagedBatches.ends(List.of(1, 1, 1), 2)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("3 steps");
    }

    /** What a stage starts from is what the one before it left; the optimiser and the schedule begin anew. */
    @Test
    void theSecondStageGoesOnFromTheFirst() throws IOException {
        Base base = Base.read(SMALL);
        AdapterPlan plan = plan(AdapterKind.LORA, 6);
        try (Tokenizer tokenizer = Tokenizer.load(SMALL);
                AdapterRun run = AdapterRun.start(base, plan, data(8, 4), tokenizer)) {
            run.train(6, SILENT);
            AdapterData all = data(8, 4);
            AdapterTuning first = AdapterTuning.begin(base, new AdapterPlan(AdapterKind.LORA, 4, 4, 1e-2, 0, 3, plan.settings()));
            AdapterTuning second = AdapterTuning.begin(base, new AdapterPlan(AdapterKind.LORA, 2, 4, 1e-2, 0, 4, plan.settings()));
            float[] between = first.learn(first.initial(), part(all, 0), tokenizer, parameters -> {});
            assertThat(run.model().parameters()).isEqualTo(second.learn(between, part(all, 1), tokenizer, parameters -> {}));
        }
    }

    /** Which makes the numbers at a stage's end those of a training on it alone: what follows is that adapter, trained further. */
    @ParameterizedTest
    @EnumSource(value = AdapterKind.class, names = {"LORA", "LT_SFT"})
    void aPlanMaySayTheStepsOfEachStage(AdapterKind kind) throws IOException {
        Base base = Base.read(SMALL);
        Settings settings = new Settings(2, 4, false, 3, 2, 1);
        AdapterData all = data(8, 8);
        try (Tokenizer tokenizer = Tokenizer.load(SMALL);
                AdapterRun alone = AdapterRun.start(base, new AdapterPlan(kind, 5, 4, 1e-2, 0, 3, settings), part(all, 0), tokenizer);
                AdapterRun both = AdapterRun.start(base, new AdapterPlan(kind, 6, 4, 1e-2, 0, 3, settings, List.of(5, 1)), all, tokenizer)) {
            alone.train(5, SILENT);
            both.train(5, SILENT);
            assertThat(both.model().parameters()).isEqualTo(alone.model().parameters());
            both.train(6, SILENT);
            assertThat(both.model().parameters()).isNotEqualTo(alone.model().parameters());
        }
    }

    @Test
    void stepsOfStagesThatDoNotFitAreRefused() throws IOException {
        assertThat(PlanSettings.plan(AdapterKind.LORA, 7, 1, Map.of("stage-steps", "4, 3")).stageSteps()).containsExactly(4, 3);
        for (String unfit : List.of("4,4", "7,0", "8,-1", "a,b", "4;3")) {
            assertThatThrownBy(() -> PlanSettings.plan(AdapterKind.LORA, 7, 1, Map.of("stage-steps", unfit))).as(unfit)
                    .isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith("stage-steps");
        }
        AdapterPlan three = new AdapterPlan(AdapterKind.LORA, 3, 4, 1e-2, 0, 3, new Settings(2, 4, false, 3, 2, 1), List.of(1, 1, 1));
        try (Tokenizer tokenizer = Tokenizer.load(SMALL)) {
            assertThatThrownBy(() -> AdapterRun.start(Base.read(SMALL), three, data(4, 4), tokenizer))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("the data has 2");
        }
    }

    private static AdapterData part(AdapterData all, int stage) {
        return new AdapterData(all.name(), all.source(), all.digest(), all.stage(stage), all.test());
    }

    /** In a stage, and where one ends. */
    @ParameterizedTest
    @ValueSource(ints = {2, 4, 5})
    void aResumedRunEndsInTheSameBits(int stop) throws IOException {
        Base base = Base.read(SMALL);
        AdapterPlan plan = plan(AdapterKind.LORA, 6);
        Path checkpoint = folder.resolve("checkpoint");
        try (Tokenizer tokenizer = Tokenizer.load(SMALL);
                AdapterRun whole = AdapterRun.start(base, plan, data(8, 4), tokenizer);
                AdapterRun begun = AdapterRun.start(base, plan, data(8, 4), tokenizer)) {
            whole.train(6, SILENT);
            begun.train(stop, SILENT);
            begun.keep(checkpoint);
            try (AdapterRun resumed = AdapterRun.resume(base, plan, data(8, 4), tokenizer, checkpoint)) {
                resumed.train(6, SILENT);
                AdaptedLlama.State state = resumed.model().state();
                assertThat(state.parameters()).isEqualTo(whole.model().state().parameters());
                assertThat(state.square()).isEqualTo(whole.model().state().square());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = AdapterKind.class, names = {"LOFIT", "LT_SFT"})
    void aKindWithStagesOfItsOwnTakesNone(AdapterKind kind) throws IOException {
        try (Tokenizer tokenizer = Tokenizer.load(SMALL)) {
            assertThatThrownBy(() -> AdapterRun.start(Base.read(SMALL), plan(kind, 6), data(4, 4), tokenizer))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no data in stages");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "17", "-1"})
    void aStageThatThereIsntIsRefusedByItsLine(String stage) {
        assertThatThrownBy(() -> TaskLines.staged(Files.writeString(folder.resolve("bad.jsonl"), "{\"prompt\":\"a\",\"completion\":\"b\",\"stage\":" + stage + "}\n")))
                .isInstanceOf(IOException.class).hasMessageContaining("line 1").hasMessageContaining("stage");
    }
}
