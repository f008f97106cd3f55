package io.sluice.benchmarks;

import io.sluice.benchmarks.workflow.Environment;
import io.sluice.benchmarks.workflow.WorkflowBenchmark;
import io.sluice.benchmarks.workflow.WorkflowReporter;
import io.sluice.benchmarks.workflow.WorkflowResult;
import io.sluice.benchmarks.workflow.desk.ModelEnvironment;
import io.sluice.benchmarks.workflow.scripted.ScriptedEnvironment;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./sluice bench workflow}: schedulers of agents side by side. */
@Command(name = "workflow", mixinStandardHelpOptions = true,
        description = "Learned schedules of agents beside fixed, random and exhaustive ones: accuracy, steps, tokens, cost, regret.")
final class WorkflowCommand implements Callable<Integer> {

    private static final int TESTS_MIN = 50;

    @Spec
    private @Nullable CommandSpec spec;

    @Option(names = "--scripted", description = "agents without language models, with set chances: seconds")
    private boolean scripted;

    @Option(names = "--seed", defaultValue = "1", description = "of tasks and choices (default ${DEFAULT-VALUE})")
    private long seed;

    @Option(names = "--models", defaultValue = "models", description = "folder of the shipped models and their role adapters (default ${DEFAULT-VALUE})")
    private Path models = Path.of("models");

    @Option(names = "--replies", description = "keep what models said and what it took in this file, and look it up there: the same run again comes to the same")
    private @Nullable Path replies;

    @Option(names = "--episodes", description = "runs to learn from (default 1200, scripted 3000)")
    private @Nullable Integer episodes;

    @Option(names = "--tests", description = "test tasks (default 300, scripted 2000)")
    private @Nullable Integer tests;

    @Option(names = "--json", description = "write the result to this file too")
    private @Nullable Path json;

    @Option(names = "--svg", description = "draw the learning curve into this file")
    private @Nullable Path svg;

    @Override
    public Integer call() throws Exception {
        int examined = Objects.requireNonNullElse(tests, scripted ? 2000 : 300);
        int learned = Objects.requireNonNullElse(episodes, scripted ? 3000 : 1200);
        if (learned < 1 || examined < TESTS_MIN) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(),
                    "--episodes must be at least 1 and --tests at least " + TESTS_MIN);
        }
        try (Environment environment = scripted ? new ScriptedEnvironment(seed) : new ModelEnvironment(models, seed, replies)) {
            WorkflowResult result = new WorkflowBenchmark(environment, System.err).run(learned, examined, seed);
            WorkflowReporter.print(result, System.out);
            if (json != null) {
                WorkflowReporter.write(result, json);
                System.out.println("written to " + json);
            }
            if (svg != null) {
                WorkflowReporter.draw(result, svg);
                System.out.println("drawn into " + svg);
            }
            return result.met() ? 0 : 1;
        }
    }
}
