package io.sluice.trainer;

import io.sluice.trainer.training.TrainingPlan;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** Which base models a command is about. The defaults are those of the shipped models. */
final class BaseOptions {

    enum Which {
        SMALL,
        LARGE,
        BOTH
    }

    @Option(names = "--model", description = "small, large or both", defaultValue = "both")
    Which which = Which.BOTH;

    @Option(names = "--seed", defaultValue = "7")
    long seed;

    @Option(names = "--threads", description = "of PyTorch; results differ in the last bits by it", defaultValue = "1")
    int threads;

    @Option(names = "--out", description = "folder that holds one folder per model", defaultValue = "models")
    Path out = Path.of("models");

    @Option(names = "--test-items", description = "tasks of the test split for the model card", defaultValue = "3000")
    int testItems;

    /** Must come before PyTorch's first use. */
    void apply(CommandSpec spec) {
        Options.atLeast(1, "--threads", threads, spec);
        Options.atLeast(1, "--test-items", testItems, spec);
        Threads.use(threads);
    }

    List<TrainingPlan> plans() {
        return switch (which) {
            case SMALL -> List.of(TrainingPlan.small(seed));
            case LARGE -> List.of(TrainingPlan.large(seed));
            case BOTH -> List.of(TrainingPlan.small(seed), TrainingPlan.large(seed));
        };
    }
}
