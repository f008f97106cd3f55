package io.sluice.benchmarks.emulated;

import io.sluice.inference.decoding.fusion.EmulatedFineTuning;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.ModelLoader;
import io.sluice.inference.fusion.Fusion;
import io.sluice.tasks.Grader;
import io.sluice.tasks.Split;
import io.sluice.tasks.Task;
import io.sluice.tasks.TaskGenerator;
import io.sluice.trainer.export.ModelFolder;
import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.model.Schedule;
import io.sluice.trainer.tokenizer.Tokenizer;
import io.sluice.trainer.training.TrainingPlan;
import io.sluice.trainer.training.TrainingRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Tunes a copy of the small model on answers in another style, then asks who answers fresh test items in that style, and
 * who is right: both models as they are, the tuned one, the large one with the small one's change, and, if wanted, the upper
 * bound: the large one tuned in the same way.
 */
public final class EmulatedBenchmark {

    private static final double[] STRENGTHS = {0.5, 1, 1.5, 2};
    private static final int WARM_UP_STEPS = 20;
    private static final double PEAK_RATE = 1e-3;
    private static final int ROWS = 48;

    private final Path small;
    private final Path large;
    private final int steps;
    private final int items;
    private final long seed;
    private final boolean bound;

    /**
     * @param steps of the tuning
     * @param items of the test split
     * @param bound whether the large model is tuned, too, which takes minutes
     */
    public EmulatedBenchmark(Path small, Path large, int steps, int items, long seed, boolean bound) {
        this.small = small;
        this.large = large;
        this.steps = steps;
        this.items = items;
        this.seed = seed;
        this.bound = bound;
    }

    /** @param work an empty folder for the tuned models */
    public EmulatedResult run(Path work) throws IOException {
        List<EmulatedResult.Row> rows = new ArrayList<>();
        for (Style style : Style.values()) {
            Path tunedSmall = tune(small, work.resolve("small-" + style), style);
            try (LanguageModel base = ModelLoader.load(large, "large"); LanguageModel reference = ModelLoader.load(small, "small");
                    LanguageModel tuned = ModelLoader.load(tunedSmall, "small, tuned")) {
                for (LanguageModel model : List.of(reference, base, tuned)) {
                    rows.add(row(model, style));
                }
                Map<String, LanguageModel> models = Map.of("base", base, "tuned", tuned, "reference", reference);
                for (double strength : STRENGTHS) {
                    try (LanguageModel fused = new Fusion("large, emulated, strength " + strength, List.of("base", "tuned", "reference"),
                            new EmulatedFineTuning(strength)).of(models::get)) {
                        rows.add(row(fused, style));
                    }
                }
            }
            if (bound) {
                try (LanguageModel best = ModelLoader.load(tune(large, work.resolve("large-" + style), style), "large, tuned")) {
                    rows.add(row(best, style));
                }
            }
        }
        return new EmulatedResult(steps, items, seed, rows);
    }

    private Path tune(Path folder, Path tuned, Style style) throws IOException {
        Files.createDirectories(tuned);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, tuned.resolve(file.getFileName()));
            }
        }
        TaskGenerator tasks = new TaskGenerator(seed, Split.TRAIN);
        try (LlamaModel model = ModelFolder.read(folder); Tokenizer tokenizer = Tokenizer.load(folder)) {
            TrainingPlan plan = new TrainingPlan("tuned", model.shape(), new Schedule(PEAK_RATE, steps, Math.min(WARM_UP_STEPS, steps)), ROWS, seed);
            TrainingRun.tune(model, plan, () -> style.of(tasks.next()), tokenizer, (step, loss, rate) -> { });
            ModelFolder.write(tuned, model, tokenizer);
        }
        return tuned;
    }

    private EmulatedResult.Row row(LanguageModel model, Style style) {
        TaskGenerator tasks = new TaskGenerator(seed, Split.TEST);
        List<Task> test = Stream.generate(tasks::next).limit(items).toList();
        List<String> answers = GreedyWriter.answers(model, test.stream().map(Task::prompt).toList());
        int styled = 0;
        int right = 0;
        int both = 0;
        for (int i = 0; i < items; i++) {
            boolean shows = style.shows(answers.get(i));
            boolean correct = Grader.isCorrect(test.get(i), style.without(answers.get(i)));
            styled += shows ? 1 : 0;
            right += correct ? 1 : 0;
            both += shows && correct ? 1 : 0;
        }
        return new EmulatedResult.Row(style.name().toLowerCase(Locale.ROOT), model.info().name(), (double) styled / items,
                (double) right / items, (double) both / items, model.info().flopsPerToken());
    }
}
