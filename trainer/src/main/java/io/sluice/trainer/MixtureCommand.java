package io.sluice.trainer;

import io.sluice.tasks.Task;
import io.sluice.tasks.TaskGenerator;
import io.sluice.trainer.adapter.AdapterData;
import io.sluice.trainer.adapter.Base;
import io.sluice.trainer.mixture.LoraFolder;
import io.sluice.trainer.mixture.MixtureRun;
import io.sluice.trainer.model.ParameterLayout;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Learns MHR's mixtures. */
@Command(
        name = "mixture",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description = "Learns, for the task of each adapter, how to mix all of them (MHR), for the selector mhr of BASE:auto.")
final class MixtureCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--base", paramLabel = "DIR", defaultValue = "models/sluice-large", description = "folder of the frozen model")
    private Path base = Path.of("models/sluice-large");

    @Option(names = "--adapter", required = true, paramLabel = "DIR[=FILE.jsonl]",
            description = "a LoRA and its examples; without a file its lineage has to name one of the built-in skills. Once for each")
    private List<String> adapters = List.of();

    @Option(names = "--steps", defaultValue = "60", description = "of each task")
    private int steps;

    @Option(names = "--examples", defaultValue = "400", description = "of each built-in skill")
    private int examples;

    @Option(names = "--heads", defaultValue = "4", description = "blocks of a projection that have weights of their own; 1 is Poly")
    private int heads;

    @Option(names = "--seed", defaultValue = "1")
    private long seed;

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "JSON to write")
    private Path out;

    @Override
    public Integer call() throws IOException {
        Options.atLeast(1, "--steps", steps, spec);
        Options.atLeast(1, "--examples", examples, spec);
        Options.atLeast(1, "--heads", heads, spec);
        Threads.use(1);
        Base frozen = Base.read(base);
        List<LoraFolder> library = new ArrayList<>();
        List<List<Task>> tasks = new ArrayList<>();
        for (String each : adapters) {
            String[] parts = each.split("=", 2);
            LoraFolder folder = LoraFolder.read(Path.of(parts[0]), new ParameterLayout(frozen.shape()));
            library.add(folder);
            tasks.add(parts.length == 2 ? AdapterData.ofFile(Path.of(parts[1]), 1).train() : skill(parts[0], folder.task()));
        }
        MixtureRun.Plan usual = MixtureRun.Plan.usual(seed);
        try (Tokenizer tokenizer = Tokenizer.load(base)) {
            MixtureRun run = run(frozen, new MixtureRun.Plan(steps, usual.batchRows(), usual.rate(), heads, seed), library, tokenizer);
            var progress = new ConsoleProgress(spec.commandLine().getOut(), "mixture", 0, steps);
            Files.writeString(out, JsonMapper.shared().writeValueAsString(run.all(tasks, progress)) + "\n");
        }
        spec.commandLine().getOut().println("written to " + out);
        return 0;
    }

    private MixtureRun run(Base frozen, MixtureRun.Plan plan, List<LoraFolder> library, Tokenizer tokenizer) {
        try {
            return new MixtureRun(frozen, plan, library, tokenizer);
        } catch (IllegalArgumentException unlike) {
            throw new ParameterException(spec.commandLine(), String.valueOf(unlike.getMessage()), unlike);
        }
    }

    private List<Task> skill(String folder, String task) {
        if (!TaskGenerator.skills().contains(task)) {
            throw new ParameterException(spec.commandLine(),
                    "--adapter " + folder + " names no built-in skill as its task; add its examples: " + folder + "=FILE.jsonl");
        }
        return AdapterData.ofSkill(task, seed, examples, 1).train();
    }
}
