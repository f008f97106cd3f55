package io.sluice.benchmarks.adapter;

import io.sluice.trainer.adapter.AdapterData;
import io.sluice.trainer.adapter.AdapterKind;
import io.sluice.trainer.adapter.AdapterPlan;
import io.sluice.trainer.adapter.AdapterRun;
import io.sluice.trainer.adapter.Base;
import io.sluice.trainer.evaluation.Evaluation;
import io.sluice.trainer.evaluation.Scores;
import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.model.ModelShape;
import io.sluice.trainer.task.Task;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Teaches a model one new task in every way there is, and asks it new and old tasks. */
public final class KindsMeasurement {

    private static final int POSITION = 64;

    /**
     * @param base      folder of the frozen model
     * @param skill     the new task
     * @param seeds     of data, start and order
     * @param steps     of each training
     * @param examples  of the new task, to learn from
     * @param testItems of the new task and of the old ones
     * @param shots     solved before each task of the few-shot baseline
     */
    public record Plan(Path base, String skill, List<Long> seeds, int steps, int examples, int testItems, int shots) {

        public Plan {
            if (seeds.isEmpty() || seeds.size() > SeedMean.SEEDS_MAX) {
                throw new IllegalArgumentException("seeds have to be 1 to " + SeedMean.SEEDS_MAX);
            }
        }
    }

    private record Outcome(long parameters, double cpuSeconds, double newTask, double oldTasks) {
    }

    private final Plan plan;
    private final Consumer<String> log;

    public KindsMeasurement(Plan plan, Consumer<String> log) {
        this.plan = plan;
        this.log = log;
    }

    public List<KindRow> run() throws IOException {
        Base base = Base.read(plan.base());
        List<Task> old = AdapterData.oldTasks(plan.testItems());
        List<KindRow> rows = new ArrayList<>();
        try (Tokenizer tokenizer = Tokenizer.load(plan.base());
                LlamaModel bare = LlamaModel.of(base.shape(), base.weights())) {
            double before = accuracy(Evaluation.run(bare, tokenizer, old));
            rows.add(row("none", List.of(new Outcome(0, 0, accuracy(Evaluation.run(bare, tokenizer, data(1).test())), before)), before, 1));
            List<Outcome> prompted = new ArrayList<>();
            for (long seed : plan.seeds()) {
                List<Task> shots = data(seed).train().subList(0, plan.shots());
                prompted.add(new Outcome(0, 0,
                        accuracy(Evaluation.run(bare, tokenizer, data(seed).test(), shots)),
                        accuracy(Evaluation.run(bare, tokenizer, old, shots))));
            }
            rows.add(row("few-shot", prompted, before, operations(base.shape(), 30 * plan.shots(), 0)));
            for (AdapterKind kind : AdapterKind.values()) {
                rows.add(trained(kind.toString(), kind, 0.02, base, tokenizer, old, before));
            }
            rows.add(trained("full", AdapterKind.LT_SFT, 1, base, tokenizer, old, before));
        }
        return rows;
    }

    private AdapterData data(long seed) {
        return AdapterData.ofSkill(plan.skill(), seed, plan.examples(), plan.testItems());
    }

    private KindRow trained(String name, AdapterKind kind, double density, Base base, Tokenizer tokenizer, List<Task> old, double before)
            throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        for (long seed : plan.seeds()) {
            AdapterData data = data(seed);
            AdapterPlan training = AdapterPlan.usual(kind, seed).with(plan.steps(), density);
            try (AdapterRun run = AdapterRun.start(base, training, data, tokenizer)) {
                run.train(plan.steps(), (step, loss, speed) -> { });
                Outcome outcome = new Outcome(run.trained(), run.cpu().toMillis() / 1000.0,
                        accuracy(Evaluation.run(run.model(), tokenizer, data.test())),
                        accuracy(Evaluation.run(run.model(), tokenizer, old)));
                outcomes.add(outcome);
                log.accept(String.format(Locale.ROOT, "%s, seed %d: %.1f %% of the new task, %.1f %% of the old ones",
                        name, seed, 100 * outcome.newTask(), 100 * outcome.oldTasks()));
            }
        }
        long parameters = outcomes.getFirst().parameters();
        int positions = kind == AdapterKind.SOFT_PROMPT || kind == AdapterKind.DEPT
                ? AdapterPlan.usual(kind, 1).settings().tokens() : 0;
        // What stands beside the weights is one multiplication a number; full tuning is served as a model of its own.
        long beside = positions > 0 || density == 1 ? 0 : parameters;
        return row(name, outcomes, before, operations(base.shape(), positions, beside));
    }

    /** Multiplications of a token with weights, adapter and keys, relative to those without adapter. */
    private static double operations(ModelShape shape, int positions, long beside) {
        int queries = shape.heads() * shape.headSize();
        int keys = 2 * shape.kvHeads() * shape.headSize();
        double layer = (double) shape.width() * (2.0 * queries + keys + 3.0 * shape.mlpWidth());
        double weights = shape.layers() * layer + (double) shape.vocabulary() * shape.width();
        double attention = 2.0 * shape.layers() * queries;
        double bare = weights + attention * POSITION;
        return (bare + attention * positions + beside) / bare;
    }

    private static KindRow row(String name, List<Outcome> outcomes, double before, double operations) {
        SeedMean learned = SeedMean.of(outcomes.stream().map(Outcome::newTask).toList());
        SeedMean lost = SeedMean.of(outcomes.stream().map(outcome -> before - outcome.oldTasks()).toList());
        return new KindRow(name, outcomes.getFirst().parameters(),
                outcomes.stream().mapToDouble(Outcome::cpuSeconds).average().orElseThrow(),
                learned.mean(), lost.mean(), operations, outcomes.size(), learned.range(), lost.range());
    }

    private static double accuracy(Scores scores) {
        return scores.overall().accuracy();
    }
}
