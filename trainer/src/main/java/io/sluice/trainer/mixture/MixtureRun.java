package io.sluice.trainer.mixture;

import io.sluice.tasks.Task;
import io.sluice.trainer.adapter.Base;
import io.sluice.trainer.model.AdaptedLlama;
import io.sluice.trainer.model.ParameterLayout;
import io.sluice.trainer.model.ParameterLayout.Tensor;
import io.sluice.trainer.model.Schedule;
import io.sluice.trainer.tokenizer.Tokenizer;
import io.sluice.trainer.training.BatchSource;
import io.sluice.trainer.training.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Learns Z of one task after the other; repeats bit by bit.
 *
 * <p>Deviation from the paper, where library and Z are learned together on all tasks: adapters come here from trainings of their own,
 * each for the whole of its task, and Z starts at the task's own adapter. From equal logits, which average A and B over everything,
 * the same steps lead to half of the weight on the own adapter and to few right answers (figures in {@code benchmarks/README.md}).
 */
public final class MixtureRun {

    /** Z of the task's own adapter at the start, and minus that of each other: 87 % of the weight with nine adapters. */
    private static final float START = 4;

    private static final List<String> PROJECTIONS = List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj",
            "self_attn.o_proj", "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj");

    /**
     * @param steps optimiser steps of each task
     * @param rate  peak learning rate; logits need one far above that of weights, or they stay where they are
     * @param heads blocks that a projection's inputs and outputs are cut into
     */
    public record Plan(int steps, int batchRows, double rate, int heads, long seed) {

        public static Plan usual(long seed) {
            return new Plan(60, 16, 0.3, 4, seed);
        }
    }

    private final Base base;
    private final Plan plan;
    private final List<LoraFolder> library;
    private final Tokenizer tokenizer;
    private final ParameterLayout layout;
    private final List<Tensor> targets;

    /** @throws IllegalArgumentException when the adapters can't be averaged */
    public MixtureRun(Base base, Plan plan, List<LoraFolder> library, Tokenizer tokenizer) {
        this.base = base;
        this.plan = plan;
        this.library = List.copyOf(library);
        this.tokenizer = tokenizer;
        this.layout = new ParameterLayout(base.shape());
        this.targets = layout.tensors().stream().filter(tensor -> library.getFirst().factors().containsKey(tensor.name())).toList();
        new MixtureAdaptation(targets, library, plan.heads());
    }

    /**
     * Z of one task, {@code [layer][projection][head][adapter]}; equal logits where no adapter changes anything.
     *
     * @param own index of the adapter that was trained for it
     */
    public double[][][][] learn(List<Task> examples, int own, Progress progress) {
        MixtureAdaptation adaptation = new MixtureAdaptation(targets, library, plan.heads());
        BatchSource source = new BatchSource(endless(examples), tokenizer, plan.seed(), plan.batchRows());
        Schedule schedule = new Schedule(plan.rate(), plan.steps(), Math.max(1, plan.steps() / 10));
        try (AdaptedLlama model = new AdaptedLlama(base.shape(), base.weights(), adaptation,
                AdaptedLlama.State.initial(start(adaptation.size(), own)))) {
            for (int step = 0; step < plan.steps(); step++) {
                long from = System.nanoTime();
                var batch = source.next();
                float loss = model.train(batch, schedule.rate(step));
                progress.report(step + 1, loss, batch.tokens() * 1e9 / (System.nanoTime() - from));
            }
            return shaped(model.parameters());
        }
    }

    private float[] start(int size, int own) {
        float[] logits = new float[size];
        for (int i = 0; i < size; i++) {
            logits[i] = i % library.size() == own ? START : -START;
        }
        return logits;
    }

    private Supplier<Task> endless(List<Task> examples) {
        Random random = new Random(plan.seed());
        return () -> examples.get(random.nextInt(examples.size()));
    }

    private double[][][][] shaped(float[] logits) {
        double[][][][] shaped = new double[base.shape().layers()][PROJECTIONS.size()][plan.heads()][library.size()];
        for (int layer = 0; layer < shaped.length; layer++) {
            for (int projection = 0; projection < PROJECTIONS.size(); projection++) {
                String name = "model.layers." + layer + "." + PROJECTIONS.get(projection) + ".weight";
                int place = targets.stream().map(Tensor::name).toList().indexOf(name);
                for (int h = 0; place >= 0 && h < plan.heads(); h++) {
                    for (int e = 0; e < library.size(); e++) {
                        shaped[layer][projection][h][e] = logits[(place * plan.heads() + h) * library.size() + e];
                    }
                }
            }
        }
        return shaped;
    }

    /**
     * What each task needs of every other: the file's content.
     *
     * @param examples of each adapter's task, in the order of the library
     */
    public Mixtures all(List<List<Task>> examples, Progress progress) {
        List<double[][][][]> logits = new ArrayList<>();
        for (int task = 0; task < examples.size(); task++) {
            logits.add(learn(examples.get(task), task, progress));
        }
        return new Mixtures(library.stream().map(LoraFolder::weights).toList(), logits.toArray(double[][][][][]::new));
    }

    /**
     * @param weights SHA-256 of each adapter's weights, hex
     * @param logits  Z by {@code [task][layer][projection][head][adapter]}, the task of index i being that of adapter i
     */
    public record Mixtures(List<String> weights, double[][][][][] logits) {}
}
