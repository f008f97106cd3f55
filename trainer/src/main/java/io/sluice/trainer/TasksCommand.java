package io.sluice.trainer;

import io.sluice.tasks.Split;
import io.sluice.tasks.Task;
import io.sluice.tasks.TaskGenerator;
import io.sluice.trainer.adapter.TaskLines;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints tasks as JSON lines, for calibration and for tests of a running platform. */
@Command(
        name = "tasks",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Prints tasks as JSON lines: prompt, completion, answer, task, difficulty.")
final class TasksCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--seed", defaultValue = "1")
    private long seed;

    @Option(names = "--split", defaultValue = "calibration")
    private Split split;

    @Option(names = "--task", description = "one skill that the models never saw, multi-step or one of its kinds, or a role, instead of the mix they learned")
    private @Nullable String task;

    @Option(names = "--count", defaultValue = "100")
    private int count;

    @Override
    public Integer call() {
        Options.atLeast(0, "--count", count, spec);
        PrintWriter console = spec.commandLine().getOut();
        TaskGenerator tasks = Options.tasks(this.task, seed, split, spec);
        for (int i = 0; i < count; i++) {
            Task task = tasks.next();
            console.print(TaskLines.line(task) + "\n");
        }
        console.flush();
        return 0;
    }
}
