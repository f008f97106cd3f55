package io.sluice.trainer.adapter;

import io.sluice.trainer.adapter.AdapterMethod.Stage;
import io.sluice.trainer.model.AdaptedLlama;
import io.sluice.trainer.model.Batch;
import io.sluice.trainer.model.Schedule;
import io.sluice.trainer.tokenizer.Tokenizer;
import io.sluice.trainer.training.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Trains an adapter as its plan says, from the start or from where a checkpoint stopped: the numbers are the same to the
 * last bit. Each stage, of the method or of the data, has a schedule and an optimiser of its own. Not thread-safe.
 */
public final class AdapterRun implements AutoCloseable {

    /** Steps between two reports. */
    private static final int REPORT_EVERY = 20;

    private static final int WARMUP_MAX = 50;

    private final Base base;
    private final AdapterPlan plan;
    private final AdapterMethod method;
    private final StagedBatches batches;
    private final String fingerprint;
    private int stage;
    private int portion;
    private int step;
    private float[] before;
    private Duration cpu;
    private double peak;
    private AdaptedLlama model;

    private AdapterRun(Base base, AdapterPlan plan, AdapterData data, Tokenizer tokenizer, Path checkpoint, boolean resume)
            throws IOException {
        this.base = base;
        this.plan = plan;
        this.method = AdapterMethods.of(base, plan, data, tokenizer);
        if (plan.steps() < method.stages()) {
            throw new IllegalArgumentException(plan.kind() + " needs at least " + method.stages() + " steps");
        }
        this.batches = new StagedBatches(plan, data, tokenizer);
        if (batches.stages() > 1 && method.stages() > 1) {
            throw new IllegalArgumentException(plan.kind() + " learns in stages of its own and takes no data in stages");
        }
        this.fingerprint = plan + " " + data.digest() + " " + base.digest();
        AdapterCheckpoint from = resume
                ? AdapterCheckpoint.read(checkpoint, fingerprint)
                : new AdapterCheckpoint(0, 0, new float[0], initial(0, new float[0]), Duration.ZERO);
        this.step = from.step();
        this.cpu = from.cpu();
        this.stage = from.stage();
        this.before = from.before();
        // What was drawn before is drawn again, and so is everything after it.
        for (int drawn = 0; drawn < step; drawn++) {
            batches.next();
        }
        this.portion = batches.stage(step);
        this.model = begin(from.state());
    }

    /** @throws IllegalArgumentException if the base has less than the plan asks for */
    public static AdapterRun start(Base base, AdapterPlan plan, AdapterData data, Tokenizer tokenizer) throws IOException {
        return new AdapterRun(base, plan, data, tokenizer, Path.of(""), false);
    }

    /** @throws IOException if there is no checkpoint, or one of another plan, data or base */
    public static AdapterRun resume(Base base, AdapterPlan plan, AdapterData data, Tokenizer tokenizer, Path checkpoint)
            throws IOException {
        return new AdapterRun(base, plan, data, tokenizer, checkpoint, true);
    }

    private AdaptedLlama.State initial(int stage, float[] before) {
        return AdaptedLlama.State.initial(method.stage(stage, before).initial());
    }

    private AdaptedLlama begin(AdaptedLlama.State state) {
        Stage now = method.stage(stage, before);
        peak = now.peak();
        return new AdaptedLlama(base.shape(), now.weights(), now.adaptation(), state);
    }

    /** Steps done. */
    public int step() {
        return step;
    }

    public boolean done() {
        return step == plan.steps();
    }

    /** CPU time of the training so far, all threads together. */
    public Duration cpu() {
        return cpu;
    }

    /** The model with the adapter as it is now; valid until the next step. */
    public AdaptedLlama model() {
        return model;
    }

    /** Numbers that the adapter's file would hold now. */
    public long trained() {
        return result().trained();
    }

    /** The adapter as it is now. */
    AdapterMethod.Result result() {
        return method.result(model.parameters(), before);
    }

    public void keep(Path checkpoint) throws IOException {
        new AdapterCheckpoint(stage, step, before, model.state(), cpu).write(checkpoint, fingerprint);
    }

    /** Goes on until {@code steps} are done, or all of the plan's. */
    public void train(int steps, Progress progress) {
        double loss = 0;
        long tokens = 0;
        int since = step;
        long from = System.nanoTime();
        Duration cpuBefore = processor();
        int until = Math.min(steps, plan.steps());
        while (step < until) {
            if (step == end(stage)) {
                advance();
            } else if (step == batches.end(portion)) {
                turn();
            }
            Batch batch = batches.next();
            int begin = Math.max(end(stage - 1), batches.end(portion - 1));
            int end = Math.min(end(stage), batches.end(portion));
            loss += model.train(batch, schedule(peak, end - begin).rate(step - begin));
            tokens += batch.tokens();
            step++;
            if (step % REPORT_EVERY == 0 || step == until) {
                progress.report(step, loss / (step - since), tokens * 1e9 / (System.nanoTime() - from));
                loss = 0;
                tokens = 0;
                since = step;
                from = System.nanoTime();
            }
        }
        cpu = cpu.plus(processor().minus(cpuBefore));
    }

    /** Steps at the end of a stage of the method. */
    private int end(int stage) {
        return stage < 0 ? 0 : method.end(stage, plan.steps());
    }

    static Schedule schedule(double peak, int steps) {
        return new Schedule(peak, steps, Math.min(WARMUP_MAX, Math.max(1, steps / 10)));
    }

    private void advance() {
        before = model.parameters();
        model.close();
        stage++;
        model = begin(initial(stage, before));
    }

    /** To the data's next stage: the numbers stay, the optimiser begins anew. */
    private void turn() {
        float[] learned = model.parameters();
        model.close();
        portion++;
        model = begin(AdaptedLlama.State.initial(learned));
    }

    private static Duration processor() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        model.close();
    }
}
