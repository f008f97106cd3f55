package io.sluice.trainer;

import io.sluice.trainer.adapter.Accuracy;
import io.sluice.trainer.adapter.AdapterData;
import io.sluice.trainer.adapter.AdapterFolder;
import io.sluice.trainer.adapter.AdapterPlan;
import io.sluice.trainer.adapter.AdapterRun;
import io.sluice.trainer.adapter.Base;
import io.sluice.trainer.tokenizer.Tokenizer;
import io.sluice.trainer.training.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains one adapter and writes its folder. */
@Command(
        name = "adapter",
        mixinStandardHelpOptions = true,
        showDefaultValues = true,
        sortOptions = false,
        description = "Trains an adapter for a new task on a frozen model, grades both, and writes a folder in PEFT's layout.")
final class AdapterCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private final AdapterOptions options = new AdapterOptions();

    @Option(names = "--out", required = true, paramLabel = "DIR", description = "folder to write")
    private Path out;

    @Option(names = "--checkpoint-every", paramLabel = "STEPS", defaultValue = "100",
            description = "steps between two checkpoints, which lie in the folder until training is done")
    private int checkpointEvery;

    @Option(names = "--stop-after", paramLabel = "STEP", description = "leave a checkpoint after so many steps and stop")
    private @Nullable Integer stopAfter;

    @Option(names = "--resume", description = "go on from the folder's checkpoint; all else has to be as it was")
    private boolean resume;

    @Override
    public Integer call() throws IOException {
        Options.atLeast(1, "--checkpoint-every", checkpointEvery, spec);
        Options.atLeast(1, "--stop-after", stopAfter == null ? 1 : stopAfter, spec);
        AdapterPlan plan = options.plan(spec);
        AdapterData data = options.data(spec);
        Base base = Base.read(options.base);
        Files.createDirectories(out);
        Path checkpoint = out.resolve(AdapterFolder.CHECKPOINT);
        try (Tokenizer tokenizer = Tokenizer.load(options.base);
                AdapterRun run = run(base, plan, data, tokenizer, checkpoint)) {
            if (!train(run, plan, checkpoint)) {
                return 0;
            }
            Accuracy accuracy = Accuracy.measure(base, data, run, tokenizer, options.testItems);
            AdapterFolder.write(out, base, plan, data, run, accuracy, CodeVersion.text());
            Files.deleteIfExists(checkpoint);
            report(data, accuracy);
        }
        return 0;
    }

    private AdapterRun run(Base base, AdapterPlan plan, AdapterData data, Tokenizer tokenizer, Path checkpoint)
            throws IOException {
        try {
            return resume
                    ? AdapterRun.resume(base, plan, data, tokenizer, checkpoint)
                    : AdapterRun.start(base, plan, data, tokenizer);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    /** Whether all steps are done. */
    private boolean train(AdapterRun run, AdapterPlan plan, Path checkpoint) throws IOException {
        PrintWriter console = spec.commandLine().getOut();
        Progress progress = new ConsoleProgress(console, plan.kind().toString(), run.step(), plan.steps());
        int last = stopAfter == null ? plan.steps() : Math.min(stopAfter, plan.steps());
        while (run.step() < last) {
            run.train(Math.min(last, (run.step() / checkpointEvery + 1) * checkpointEvery), progress);
            if (!run.done()) {
                run.keep(checkpoint);
            }
        }
        if (!run.done()) {
            console.printf("stopped after step %d; --resume goes on from %s%n", run.step(), checkpoint);
            console.flush();
        }
        return run.done();
    }

    private void report(AdapterData data, Accuracy accuracy) {
        PrintWriter console = spec.commandLine().getOut();
        console.printf(
                Locale.ROOT,
                "%s: %.1f %% of %d test tasks right (before: %.1f %%); the old mix: %.1f %% of %d (before: %.1f %%)%nwritten to %s%n",
                data.name(),
                100 * accuracy.newAfter().overall().accuracy(), accuracy.newAfter().overall().asked(),
                100 * accuracy.newBefore().overall().accuracy(),
                100 * accuracy.oldAfter().overall().accuracy(), accuracy.oldAfter().overall().asked(),
                100 * accuracy.oldBefore().overall().accuracy(),
                out);
        console.flush();
    }
}
