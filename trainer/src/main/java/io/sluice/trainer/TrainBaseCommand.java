package io.sluice.trainer;

import io.sluice.tasks.Split;
import io.sluice.tasks.TaskGenerator;
import io.sluice.trainer.export.ModelFolder;
import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.tokenizer.BpeTrainer;
import io.sluice.trainer.tokenizer.Tokenizer;
import io.sluice.trainer.training.TrainingPlan;
import io.sluice.trainer.training.TrainingRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Trains the tokenizer and the base models. Its defaults reproduce the models that are shipped. */
@Command(
        name = "train-base",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Trains sluice-small and sluice-large from scratch.")
final class TrainBaseCommand implements Callable<Integer> {

    private static final int TOKENIZER_TASKS = 20_000;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final BaseOptions options = new BaseOptions();

    @Option(names = "--steps", description = "optimiser steps instead of the plan's own")
    private @Nullable Integer steps;

    @Override
    public Integer call() throws IOException {
        Options.atLeast(1, "--steps", steps == null ? 1 : steps, spec);
        options.apply(spec);
        BpeTrainer.Vocabulary vocabulary = vocabulary();
        for (TrainingPlan plan : options.plans()) {
            train(steps == null ? plan : plan.steps(steps), vocabulary);
        }
        return 0;
    }

    /** Both models have the same tokenizer, so that they can continue each other's tokens. */
    private BpeTrainer.Vocabulary vocabulary() {
        TaskGenerator tasks = new TaskGenerator(options.seed, Split.TRAIN);
        return BpeTrainer.train(
                Stream.generate(tasks::next)
                        .limit(TOKENIZER_TASKS)
                        .flatMap(task -> Stream.of(task.prompt(), task.completion())),
                TrainingPlan.VOCABULARY);
    }

    private void train(TrainingPlan plan, BpeTrainer.Vocabulary vocabulary) throws IOException {
        Path folder = options.out.resolve(plan.name());
        PrintWriter console = spec.commandLine().getOut();
        try (Tokenizer tokenizer = ModelFolder.begin(folder, vocabulary, TrainingPlan.CONTEXT);
                LlamaModel model = TrainingRun.train(
                        plan,
                        tokenizer,
                        new ConsoleProgress(console, plan),
                        (step, soFar) -> ModelFolder.write(folder, soFar, tokenizer))) {
            ModelFolder.write(folder, model, tokenizer);
            CardCommand.write(plan, options, model, tokenizer, console);
        }
    }
}
