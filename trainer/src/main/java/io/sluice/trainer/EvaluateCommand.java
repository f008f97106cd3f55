package io.sluice.trainer;

import io.sluice.tasks.Split;
import io.sluice.tasks.TaskGenerator;
import io.sluice.trainer.evaluation.Evaluation;
import io.sluice.trainer.evaluation.Scores;
import io.sluice.trainer.export.ModelFolder;
import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Grades a model on freshly drawn tasks of a split. */
@Command(
        name = "evaluate",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Answers tasks greedily and prints the accuracy by kind and difficulty.")
final class EvaluateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "a folder that train-base wrote")
    private Path folder;

    @Option(names = "--split", defaultValue = "test")
    private Split split;

    @Option(names = "--task", description = "one skill that the models never saw, instead of the mix they learned")
    private @Nullable String task;

    @Option(names = "--items", defaultValue = "1000")
    private int items;

    @Option(names = "--seed", defaultValue = "2026")
    private long seed;

    @Option(names = "--threads", defaultValue = "1")
    private int threads;

    @Override
    public Integer call() throws IOException {
        Options.atLeast(1, "--items", items, spec);
        Options.atLeast(1, "--threads", threads, spec);
        Threads.use(threads);
        TaskGenerator tasks = Options.tasks(task, seed, split, spec);
        try (LlamaModel model = ModelFolder.read(folder);
                Tokenizer tokenizer = Tokenizer.load(folder)) {
            Scores scores = Evaluation.run(
                    model, tokenizer, Stream.generate(tasks::next).limit(items).toList());
            spec.commandLine().getOut().println(scores.table());
            spec.commandLine().getOut().flush();
        }
        return 0;
    }
}
