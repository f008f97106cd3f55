package io.sluice.benchmarks;

import io.sluice.benchmarks.adapter.SeedMean;
import io.sluice.benchmarks.selection.SelectionBenchmark;
import io.sluice.benchmarks.selection.SelectionPlan;
import io.sluice.benchmarks.selection.SelectionReporter;
import io.sluice.benchmarks.selection.SelectionResult;
import io.sluice.trainer.Threads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sluice bench selection}: selectors of training data side by side. Exit status 1: a target is missed. */
@Command(name = "selection", mixinStandardHelpOptions = true,
        description = "What each selector of training data finds in a mixed pool, at which cost, and what a model learns from its choice.")
final class SelectionCommand implements Callable<Integer> {

    private static final String REVISION = System.getProperty("sluice.revision", "");

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--seed", defaultValue = "1", description = "the first seed of pools, models and trainings (default ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--seeds", defaultValue = "3", description = "how many seeds, one after the other (default ${DEFAULT-VALUE})")
    private int seeds;

    @Option(names = "--parts", split = ",", defaultValue = "recover,train,threads,memory", description = "recover, train, threads, memory (default ${DEFAULT-VALUE})")
    private Set<SelectionPlan.Part> parts = Set.of();

    @Option(names = "--base", defaultValue = "models/sluice-small", description = "that models are trained from (default ${DEFAULT-VALUE})")
    private Path base = Path.of("models/sluice-small");

    @Option(names = "--steps", defaultValue = "0", description = "the same number of training steps whatever the budget (default: two passes over the choice)")
    private int steps;

    @Option(names = "--quick", description = "one seed and a tiny pool: shows that it runs, and no more")
    private boolean quick;

    @Option(names = "--fresh", description = "measure again what an earlier run of this code has measured")
    private boolean fresh;

    @Option(names = "--journal", description = "folder for what was measured, so that a stopped run goes on (default: in the cache of bench engine)")
    private @Nullable Path journal;

    @Option(names = "--json", description = "write the result to this file too")
    private @Nullable Path json;

    @Option(names = "--svg", description = "draw precision, loss and accuracy by budget into this file")
    private @Nullable Path svg;

    @Override
    public Integer call() throws Exception {
        if (seeds < 1 || seeds > SeedMean.SEEDS_MAX || steps < 0) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(),
                    "--seeds has to be 1 to " + SeedMean.SEEDS_MAX + " and --steps no less than 0");
        }
        Threads.use(1);
        Path folder = Files.createDirectories(Objects.requireNonNullElse(journal, EngineCommand.defaultCache().resolve("selection")));
        if (fresh) {
            SelectionBenchmark.forget(folder);
        }
        System.err.println("what is measured is kept in " + folder + ": a run that was stopped goes on from there");
        List<Long> used = LongStream.range(seed, seed + seeds).boxed().toList();
        SelectionPlan plan = SelectionPlan.usual(parts, used, base, folder, REVISION).withSteps(steps);
        SelectionResult result = new SelectionBenchmark(quick ? plan.quick() : plan, System.err::println).run();
        SelectionReporter.print(result, System.out);
        if (json != null) {
            SelectionReporter.write(result, json);
            System.out.println("written to " + json);
        }
        if (svg != null) {
            SelectionReporter.draw(result, svg);
            System.out.println("drawn into " + svg);
        }
        return result.met() ? 0 : 1;
    }
}
