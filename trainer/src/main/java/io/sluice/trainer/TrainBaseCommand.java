package io.sluice.trainer;

import io.sluice.trainer.evaluation.Evaluation;
import io.sluice.trainer.evaluation.Scores;
import io.sluice.trainer.export.ModelCard;
import io.sluice.trainer.export.ModelFolder;
import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.task.Split;
import io.sluice.trainer.task.TaskGenerator;
import io.sluice.trainer.tokenizer.BpeTrainer;
import io.sluice.trainer.tokenizer.Tokenizer;
import io.sluice.trainer.training.TrainingPlan;
import io.sluice.trainer.training.TrainingRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains the tokenizer and the base models. Its defaults reproduce the models that are shipped. */
@Command(
        name = "train-base",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Trains sluice-small and sluice-large from scratch.")
final class TrainBaseCommand implements Callable<Integer> {

    enum Which {
        SMALL,
        LARGE,
        BOTH
    }

    private static final int TOKENIZER_TASKS = 20_000;
    private static final int TEST_ITEMS = 3_000;
    private static final long TEST_SEED = 2026;

    @Spec
    private CommandSpec spec;

    @Option(names = "--model", description = "small, large or both", defaultValue = "both")
    private Which which;

    @Option(names = "--steps", description = "optimiser steps instead of the plan's own")
    private @Nullable Integer steps;

    @Option(names = "--seed", defaultValue = "7")
    private long seed;

    @Option(names = "--threads", description = "of PyTorch; results differ in the last bits by it", defaultValue = "1")
    private int threads;

    @Option(names = "--out", description = "folder that gets one folder per model", defaultValue = "models")
    private Path out;

    @Override
    public Integer call() throws IOException {
        if (threads < 1) {
            throw new ParameterException(spec.commandLine(), "--threads must be at least 1, not " + threads);
        }
        if (steps != null && steps < 1) {
            throw new ParameterException(spec.commandLine(), "--steps must be at least 1, not " + steps);
        }
        Threads.use(threads);
        BpeTrainer.Vocabulary vocabulary = vocabulary();
        for (TrainingPlan plan : plans()) {
            train(steps == null ? plan : plan.steps(steps), vocabulary);
        }
        return 0;
    }

    private List<TrainingPlan> plans() {
        return switch (which) {
            case SMALL -> List.of(TrainingPlan.small(seed));
            case LARGE -> List.of(TrainingPlan.large(seed));
            case BOTH -> List.of(TrainingPlan.small(seed), TrainingPlan.large(seed));
        };
    }

    /** Both models have the same tokenizer, so that they can continue each other's tokens. */
    private BpeTrainer.Vocabulary vocabulary() {
        TaskGenerator tasks = new TaskGenerator(seed, Split.TRAIN);
        return BpeTrainer.train(
                Stream.generate(tasks::next)
                        .limit(TOKENIZER_TASKS)
                        .flatMap(task -> Stream.of(task.prompt(), task.completion())),
                TrainingPlan.VOCABULARY);
    }

    private void train(TrainingPlan plan, BpeTrainer.Vocabulary vocabulary) throws IOException {
        Path folder = out.resolve(plan.name());
        PrintWriter console = spec.commandLine().getOut();
        try (Tokenizer tokenizer = ModelFolder.begin(folder, vocabulary, TrainingPlan.CONTEXT);
                LlamaModel model = TrainingRun.train(
                        plan,
                        tokenizer,
                        new ConsoleProgress(console, plan),
                        (step, soFar) -> ModelFolder.write(folder, soFar, tokenizer))) {
            ModelFolder.write(folder, model, tokenizer);
            TaskGenerator tasks = new TaskGenerator(TEST_SEED, Split.TEST);
            Scores scores = Evaluation.run(
                    model, tokenizer, Stream.generate(tasks::next).limit(TEST_ITEMS).toList());
            ModelCard.write(folder, plan, threads, scores);
            console.printf(Locale.ROOT, "%s: %.1f %% right, written to %s%n",
                    plan.name(), 100 * scores.overall().accuracy(), folder);
            console.flush();
        }
    }
}
