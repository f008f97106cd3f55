package io.sluice.trainer.training;

import io.sluice.tasks.Task;
import io.sluice.trainer.model.Batch;
import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.io.IOException;
import java.util.function.Supplier;

/** Trains one model as its plan says. The clock only feeds the report. */
public final class TrainingRun {

    private static final int REPORT_EVERY = 100;
    private static final int KEEP_EVERY = 500;

    private TrainingRun() {}

    /** The caller closes the model. */
    public static LlamaModel train(
            TrainingPlan plan, Tokenizer tokenizer, Progress progress, Checkpoint checkpoint) throws IOException {
        LlamaModel model = LlamaModel.initial(plan.shape(), plan.seed());
        run(model, new BatchSource(tokenizer, plan.seed(), plan.batchRows()), plan, progress, checkpoint);
        return model;
    }

    /**
     * Trains a model further, on tasks of the caller's.
     *
     * @param plan its schedule, rows and seed count
     */
    public static void tune(
            LlamaModel model, TrainingPlan plan, Supplier<Task> tasks, Tokenizer tokenizer, Progress progress)
            throws IOException {
        run(model, new BatchSource(tasks, tokenizer, plan.seed(), plan.batchRows()), plan, progress, (step, soFar) -> {});
    }

    private static void run(
            LlamaModel model, BatchSource source, TrainingPlan plan, Progress progress, Checkpoint checkpoint)
            throws IOException {
        double loss = 0;
        long tokens = 0;
        long since = System.nanoTime();
        for (int step = 0; step < plan.schedule().steps(); step++) {
            Batch batch = source.next();
            loss += model.train(batch, plan.schedule().rate(step));
            tokens += batch.tokens();
            if ((step + 1) % REPORT_EVERY == 0 || step + 1 == plan.schedule().steps()) {
                int steps = step % REPORT_EVERY + 1;
                progress.report(step + 1, loss / steps, tokens * 1e9 / (System.nanoTime() - since));
                loss = 0;
                tokens = 0;
                since = System.nanoTime();
            }
            if ((step + 1) % KEEP_EVERY == 0) {
                checkpoint.keep(step + 1, model);
            }
        }
    }
}
