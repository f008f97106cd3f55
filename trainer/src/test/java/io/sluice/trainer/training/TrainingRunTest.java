package io.sluice.trainer.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.tasks.Split;
import io.sluice.tasks.TaskGenerator;
import io.sluice.trainer.export.ModelFolder;
import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.model.ModelShape;
import io.sluice.trainer.model.Schedule;
import io.sluice.trainer.tokenizer.BpeTrainer;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A few hundred steps of a model that is smaller than the small one. */
class TrainingRunTest {

    private static final int VOCABULARY = 352;
    private static final ModelShape SHAPE = new ModelShape(2, 32, 2, 1, 16, 64, VOCABULARY, 128, 10_000, 1e-5);

    @TempDir
    static Path folder;

    static Tokenizer tokenizer;

    @BeforeAll
    static void trainTokenizer() throws Exception {
        TaskGenerator tasks = new TaskGenerator(1, Split.TRAIN);
        Stream<String> texts =
                Stream.generate(tasks::next).limit(3_000).flatMap(task -> Stream.of(task.prompt(), task.completion()));
        tokenizer = ModelFolder.begin(folder, BpeTrainer.train(texts, VOCABULARY), 128);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    private static TrainingPlan plan(int steps, long seed) {
        return new TrainingPlan("tiny", SHAPE, new Schedule(6e-3, 300, 20), 16, seed).steps(steps);
    }

    @Test
    void lossFallsFarBelowItsStart() throws Exception {
        List<Double> losses = new ArrayList<>();
        TrainingRun.train(plan(300, 3), tokenizer, (step, loss, speed) -> losses.add(loss), (step, model) -> {})
                .close();
        double uniform = Math.log(VOCABULARY);
        assertThat(losses).hasSize(3);
        assertThat(losses.getFirst()).isLessThan(uniform);
        assertThat(losses.getLast()).isLessThan(0.4 * uniform);
    }

    @Test
    void theSameSeedGivesTheSameWeightsBitForBit() throws Exception {
        float[] first = weights(plan(60, 4));
        assertThat(weights(plan(60, 4))).isEqualTo(first);
        assertThat(weights(plan(60, 5))).isNotEqualTo(first);
    }

    private static float[] weights(TrainingPlan plan) throws Exception {
        try (LlamaModel model =
                TrainingRun.train(plan, tokenizer, (step, loss, speed) -> {}, (step, soFar) -> {})) {
            return model.weights();
        }
    }
}
