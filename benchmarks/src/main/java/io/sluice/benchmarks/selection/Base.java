package io.sluice.benchmarks.selection;

import io.sluice.tasks.Task;
import io.sluice.trainer.export.FolderDigest;
import io.sluice.trainer.export.ModelFolder;
import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.model.ModelShape;
import io.sluice.trainer.model.Schedule;
import io.sluice.trainer.tokenizer.Tokenizer;
import io.sluice.trainer.training.TrainingPlan;
import io.sluice.trainer.training.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * The model that every training begins from.
 *
 * @param folder  where it was read from, or the one that it was trained from
 * @param digest  of that folder
 * @param weights all of them, in the trainer's layout
 */
public record Base(Path folder, String digest, ModelShape shape, float[] weights, Tokenizer tokenizer) implements AutoCloseable {

    private static final List<String> TOKENIZER = List.of("tokenizer.json", "tokenizer_config.json");

    public static Base read(Path folder) throws IOException {
        try (LlamaModel model = ModelFolder.read(folder)) {
            return new Base(folder, FolderDigest.of(folder), model.shape(), model.weights(), Tokenizer.load(folder));
        }
    }

    /**
     * Trains all weights with passes over the tasks, each in another order.
     *
     * @param rows of a step
     * @param rate peak
     */
    void tune(LlamaModel model, List<Task> tasks, int steps, int rows, double rate, long seed) throws IOException {
        Schedule schedule = new Schedule(rate, steps, Math.max(1, steps / 10));
        TrainingRun.tune(model, new TrainingPlan("tuned", shape, schedule, rows, seed), passes(tasks, seed), tokenizer, (step, loss, speed) -> { });
    }

    /** This model after such a training. It has this one's tokenizer, so that only one of them is closed. */
    public Base tuned(List<Task> tasks, int steps, int rows, double rate, long seed) throws IOException {
        try (LlamaModel model = LlamaModel.of(shape, weights)) {
            tune(model, tasks, steps, rows, rate, seed);
            return new Base(folder, digest, shape, model.weights(), tokenizer);
        }
    }

    private static Supplier<Task> passes(List<Task> tasks, long seed) {
        Random random = new Random(seed);
        List<Task> left = new ArrayList<>();
        return () -> {
            if (left.isEmpty()) {
                left.addAll(tasks);
                Collections.shuffle(left, random);
            }
            return left.removeLast();
        };
    }

    /** A folder that the engine can serve. */
    void write(Path into) throws IOException {
        Files.createDirectories(into);
        for (String file : TOKENIZER) {
            Files.copy(folder.resolve(file), into.resolve(file));
        }
        try (LlamaModel model = LlamaModel.of(shape, weights)) {
            ModelFolder.write(into, model, tokenizer);
        }
    }

    @Override
    public void close() {
        tokenizer.close();
    }
}
