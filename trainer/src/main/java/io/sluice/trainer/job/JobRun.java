package io.sluice.trainer.job;

import io.sluice.contracts.training.TrainingJob;
import io.sluice.trainer.adapter.Accuracy;
import io.sluice.trainer.adapter.AdapterFolder;
import io.sluice.trainer.adapter.AdapterRun;
import io.sluice.trainer.dataset.DataSetClient;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one job up to a finished folder, from its checkpoint where there is one. Training repeats to the last bit, so what a
 * second process makes of a checkpoint is what the first would have made.
 */
public final class JobRun {

    private static final Logger LOG = LoggerFactory.getLogger(JobRun.class);
    /** Steps between two looks at what is wanted. */
    private static final int LOOK_EVERY = 10;

    private final Path models;
    private final JobCheck check;
    private final JobLimits limits;
    private final String codeVersion;

    /**
     * @param models      folder of the bases, one folder each
     * @param files       folder of the data that jobs name
     * @param codeVersion of this program
     * @param rows        for data sets that are no files yet; null: only files are known
     */
    public JobRun(Path models, Path files, JobLimits limits, String codeVersion, @Nullable DataSetClient rows) {
        this.models = models;
        this.check = new JobCheck(models, files, limits, rows);
        this.limits = limits;
        this.codeVersion = codeVersion;
    }

    /** @throws IOException if the disk fails */
    public Outcome run(TrainingJob job, JobFolder folder, JobProgress progress) throws IOException {
        return switch (check.check(job)) {
            case JobCheck.Checked.Unsound unsound -> unsound.refusal();
            case JobCheck.Checked.Unknown unknown -> unknown.failure();
            case JobCheck.Checked.Sound sound -> run(sound.order(), folder, progress);
        };
    }

    private Outcome run(JobOrder order, JobFolder folder, JobProgress progress) throws IOException {
        if (Files.isDirectory(folder.adapter())) {
            return new Outcome.Trained();
        }
        int starts = folder.begin();
        if (starts > limits.startsMax()) {
            return new Outcome.Failed("gave_up", "begun " + limits.startsMax() + " times, the process ended each time before the next checkpoint");
        }
        try (Tokenizer tokenizer = Tokenizer.load(models.resolve(order.job().base()));
                AdapterRun run = open(order, folder, tokenizer)) {
            progress.started(run.step(), order.plan().steps());
            Outcome outcome = train(order, run, folder, progress);
            if (outcome instanceof Outcome.Trained) {
                Accuracy accuracy = Accuracy.measure(order.base(), order.data(), run, tokenizer, order.testItems());
                AdapterFolder.write(folder.unfinished(), order.base(), order.plan(), order.data(), run, accuracy,
                        new AdapterFolder.Origin(codeVersion, order.job().id(), order.job().tags()));
                folder.finish();
            }
            return outcome;
        } catch (IllegalArgumentException wrong) {
            return new Outcome.Refused("invalid_value", String.valueOf(wrong.getMessage()), "settings");
        } catch (ArithmeticException diverged) {
            return new Outcome.Failed("diverged", String.valueOf(diverged.getMessage()));
        }
    }

    private static AdapterRun open(JobOrder order, JobFolder folder, Tokenizer tokenizer) throws IOException {
        if (Files.isRegularFile(folder.checkpoint())) {
            try {
                return AdapterRun.resume(order.base(), order.plan(), order.data(), tokenizer, folder.checkpoint());
            } catch (IOException other) {
                LOG.warn("job {} begins again: {}", order.job().id(), other.getMessage());
            }
        }
        return AdapterRun.start(order.base(), order.plan(), order.data(), tokenizer);
    }

    private Outcome train(JobOrder order, AdapterRun run, JobFolder folder, JobProgress progress) throws IOException {
        double cpuMax = Objects.requireNonNullElse(order.job().budget().cpuSecondsMax(), limits.cpuSecondsMax());
        double[] loss = {0};
        while (!run.done()) {
            Wish wish = progress.wish();
            if (wish != Wish.GO_ON) {
                folder.forgetStarts();
                return wish == Wish.CANCEL ? new Outcome.Cancelled(run.step()) : left(run, folder);
            }
            int kept = (run.step() / limits.checkpointEvery() + 1) * limits.checkpointEvery();
            run.train(Math.min(run.step() + LOOK_EVERY, kept), (step, mean, speed) -> loss[0] = mean);
            double cpuSeconds = run.cpu().toMillis() / 1000.0;
            if (cpuSeconds > cpuMax) {
                return new Outcome.Failed("budget_exceeded",
                        run.step() + " of " + order.plan().steps() + " steps took more than " + cpuMax + " CPU seconds");
            }
            if (run.step() % limits.checkpointEvery() == 0 || run.done()) {
                run.keep(folder.checkpoint());
                folder.forgetStarts();
                progress.progressed(run.step(), order.plan().steps(), loss[0], cpuSeconds);
            }
        }
        return new Outcome.Trained();
    }

    private static Outcome left(AdapterRun run, JobFolder folder) throws IOException {
        run.keep(folder.checkpoint());
        return new Outcome.Interrupted();
    }
}
