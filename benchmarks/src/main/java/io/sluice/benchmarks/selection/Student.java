package io.sluice.benchmarks.selection;

import io.sluice.tasks.Task;
import io.sluice.trainer.evaluation.Evaluation;
import io.sluice.trainer.model.Batch;
import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.tokenizer.ChatFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;

/** Learns from chosen rows as every other choice of as many rows is learned, all weights of the base at once, and is examined. */
public final class Student {

    private static final int TOGETHER = 50;

    private final Base base;
    private final Study study;
    private final List<Task> heldOut;

    /**
     * How a choice is learned.
     *
     * @param epochs times that each row is read; the steps follow from the number of rows
     * @param steps  of every training whatever the number of rows, or 0
     * @param rows   of a step
     * @param rate   peak
     * @param items  that the student is examined with
     */
    public record Study(int epochs, int steps, int rows, double rate, int items) {

        public static final Study USUAL = new Study(2, 0, 24, 2e-3, 400);

        /** The same steps for every budget. */
        public Study withSteps(int same) {
            return new Study(epochs, same, rows, rate, items);
        }

        Study quick() {
            return new Study(1, steps, 12, rate, 2);
        }

        int steps(int chosen) {
            return steps > 0 ? steps : Math.max(1, Math.ceilDiv(chosen * epochs, rows));
        }
    }

    Student(Base base, Study study, List<Task> heldOut) {
        this.base = base;
        this.study = study;
        this.heldOut = heldOut;
    }

    Trained learn(List<Task> chosen, long seed) throws IOException {
        long begin = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
        int steps = study.steps(chosen.size());
        try (LlamaModel model = LlamaModel.of(base.shape(), base.weights())) {
            base.tune(model, chosen, steps, study.rows(), study.rate(), seed);
            double cpu = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - begin) / 1e9;
            return new Trained(loss(model), Evaluation.run(model, base.tokenizer(), heldOut).overall().accuracy(), steps, cpu);
        }
    }

    private double loss(LlamaModel model) {
        double sum = 0;
        long tokens = 0;
        for (int from = 0; from < heldOut.size(); from += TOGETHER) {
            Batch batch = batch(heldOut.subList(from, Math.min(heldOut.size(), from + TOGETHER)));
            for (float row : model.losses(batch)) {
                sum += row;
            }
            tokens += batch.tokens();
        }
        return sum / tokens;
    }

    /** Answers count, questions do not. */
    private Batch batch(List<Task> tasks) {
        List<int[]> texts = tasks.stream()
                .map(task -> base.tokenizer().encode(ChatFormat.prompt(task.prompt()) + task.completion() + ChatFormat.EOS)).toList();
        int time = texts.stream().mapToInt(text -> text.length).max().orElseThrow() - 1;
        long[] inputs = new long[tasks.size() * time];
        long[] targets = new long[inputs.length];
        float[] weights = new float[inputs.length];
        long count = 0;
        for (int row = 0; row < tasks.size(); row++) {
            int asked = base.tokenizer().encode(ChatFormat.prompt(tasks.get(row).prompt())).length;
            int[] tokens = texts.get(row);
            for (int t = 0; t + 1 < tokens.length; t++) {
                inputs[row * time + t] = tokens[t];
                targets[row * time + t] = tokens[t + 1];
                weights[row * time + t] = t + 1 < asked ? 0 : 1;
                count += t + 1 < asked ? 0 : 1;
            }
        }
        return new Batch(tasks.size(), time, inputs, targets, weights, count);
    }
}
