package io.sluice.trainer;

import io.sluice.trainer.task.Split;
import io.sluice.trainer.task.Task;
import io.sluice.trainer.task.TaskGenerator;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/** Prints tasks as JSON lines, for calibration and for tests of a running platform. */
@Command(
        name = "tasks",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        description = "Prints tasks as JSON lines: prompt, completion, answer, task, difficulty.")
final class TasksCommand implements Callable<Integer> {

    private static final ObjectMapper JSON = JsonMapper.shared();

    @Spec
    private CommandSpec spec;

    @Option(names = "--seed", defaultValue = "1")
    private long seed;

    @Option(names = "--split", defaultValue = "calibration")
    private Split split;

    @Option(names = "--count", defaultValue = "100")
    private int count;

    @Override
    public Integer call() {
        Options.atLeast(0, "--count", count, spec);
        PrintWriter console = spec.commandLine().getOut();
        TaskGenerator tasks = new TaskGenerator(seed, split);
        for (int i = 0; i < count; i++) {
            Task task = tasks.next();
            console.println(JSON.createObjectNode()
                    .put("prompt", task.prompt())
                    .put("completion", task.completion())
                    .put("answer", task.answer())
                    .put("task", task.name())
                    .put("difficulty", task.difficulty()));
        }
        console.flush();
        return 0;
    }
}
