package io.sluice.trainer;

import io.sluice.tasks.Split;
import io.sluice.tasks.Task;
import io.sluice.tasks.TaskGenerator;
import io.sluice.trainer.evaluation.EntropySignal;
import io.sluice.trainer.evaluation.Evaluation;
import io.sluice.trainer.evaluation.Scores;
import io.sluice.trainer.export.ModelCard;
import io.sluice.trainer.export.ModelFolder;
import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.tokenizer.Tokenizer;
import io.sluice.trainer.training.TrainingPlan;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Grades the base models again and rewrites their cards; the weights stay as they are. */
@Command(
        name = "card",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Grades models that train-base made with its defaults, and writes their cards.")
final class CardCommand implements Callable<Integer> {

    private static final long TEST_SEED = 2026;

    @Spec
    private CommandSpec spec;

    @Mixin
    private final BaseOptions options = new BaseOptions();

    @Override
    public Integer call() throws IOException {
        options.apply(spec);
        for (TrainingPlan plan : options.plans()) {
            Path folder = options.out.resolve(plan.name());
            try (LlamaModel model = ModelFolder.read(folder);
                    Tokenizer tokenizer = Tokenizer.load(folder)) {
                write(plan, options, model, tokenizer, spec.commandLine().getOut());
            }
        }
        return 0;
    }

    static void write(TrainingPlan plan, BaseOptions options, LlamaModel model, Tokenizer tokenizer, PrintWriter console)
            throws IOException {
        TaskGenerator generator = new TaskGenerator(TEST_SEED, Split.TEST);
        List<Task> tasks = Stream.generate(generator::next).limit(options.testItems).toList();
        Scores scores = Evaluation.run(model, tokenizer, tasks);
        EntropySignal entropy = EntropySignal.measure(model, tokenizer, tasks);
        Path folder = options.out.resolve(plan.name());
        ModelCard.write(folder, plan, options.threads, scores, entropy);
        console.printf(
                Locale.ROOT,
                "%s: %.1f %% of %d test tasks right, written to %s%n",
                plan.name(), 100 * scores.overall().accuracy(), tasks.size(), folder);
        console.flush();
    }
}
