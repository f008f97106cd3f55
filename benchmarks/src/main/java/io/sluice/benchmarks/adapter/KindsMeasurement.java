package io.sluice.benchmarks.adapter;

import io.sluice.tasks.Task;
import io.sluice.trainer.adapter.Accuracy;
import io.sluice.trainer.adapter.AdapterData;
import io.sluice.trainer.adapter.AdapterFolder;
import io.sluice.trainer.adapter.AdapterKind;
import io.sluice.trainer.adapter.AdapterPlan;
import io.sluice.trainer.adapter.AdapterRun;
import io.sluice.trainer.adapter.Base;
import io.sluice.trainer.evaluation.Evaluation;
import io.sluice.trainer.evaluation.Scores;
import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.model.ModelShape;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Teaches a model one new task in every way there is, and asks it new and old tasks. */
public final class KindsMeasurement {

    /** All weights of the model, in place of an adapter. */
    public static final String FULL = "full";

    private static final String JOURNAL = "kinds";
    private static final int POSITION = 64;
    private static final int CHECKPOINT_EVERY = 100;
    private static final double DENSITY = 0.02;
    /** Of a solved example before the question. */
    private static final int SHOT_TOKENS = 30;

    /** Everything that can be trained. */
    public static Set<String> kinds() {
        Set<String> all = new LinkedHashSet<>();
        for (AdapterKind kind : AdapterKind.values()) {
            all.add(kind.toString());
        }
        all.add(FULL);
        return all;
    }

    /**
     * @param base      folder of the frozen model
     * @param kinds     that are trained: names of adapter kinds, and {@link #FULL} for all weights
     * @param skill     the new task
     * @param seeds     of data, start and order
     * @param steps     of each training; 0 for the usual number of the kind
     * @param examples  of the new task, to learn from
     * @param testItems of the new task and of the old ones
     * @param shots     solved before each task of the few-shot baseline
     * @param costSeconds CPU time that an adapter's cost of a token is measured with
     * @param journal   folder for outcomes, so that a second run goes on where a first one stopped
     * @param code      version of the program
     */
    public record Plan(
            Path base, Set<String> kinds, String skill, List<Long> seeds, int steps, int examples, int testItems, int shots,
            double costSeconds, Path journal, String code) {

        public Plan {
            if (seeds.isEmpty() || seeds.size() > SeedMean.SEEDS_MAX) {
                throw new IllegalArgumentException("seeds have to be 1 to " + SeedMean.SEEDS_MAX);
            }
        }
    }

    private final Plan plan;
    private final Consumer<String> log;
    private final Base base;
    private final StepJournal<Outcome> journal;

    /** @throws IOException if base or journal can't be read */
    public KindsMeasurement(Plan plan, Consumer<String> log) throws IOException {
        this.plan = plan;
        this.log = log;
        this.base = Base.read(plan.base());
        this.journal = new StepJournal<>(plan.journal(), JOURNAL, plan.code(), Outcome.class);
    }

    /** Removes what earlier runs have measured. */
    public static void forget(Path journal) throws IOException {
        Files.deleteIfExists(StepJournal.file(journal, JOURNAL));
    }

    public List<KindRow> run() throws IOException {
        List<Task> old = AdapterData.oldTasks(plan.testItems());
        List<KindRow> rows = new ArrayList<>();
        try (Tokenizer tokenizer = Tokenizer.load(plan.base());
                LlamaModel bare = LlamaModel.of(base.shape(), base.weights());
                InferenceCost cost = new InferenceCost(plan.base(), plan.costSeconds())) {
            Outcome none = known("none", () -> new Outcome(0, 0,
                    accuracy(Evaluation.run(bare, tokenizer, data(1).test())), accuracy(Evaluation.run(bare, tokenizer, old)), 1));
            rows.add(row("none", List.of(none), none.oldTasks(), 1));
            List<Outcome> prompted = new ArrayList<>();
            for (long seed : plan.seeds()) {
                prompted.add(known("few-shot seed " + seed, () -> prompted(seed, bare, tokenizer, old, cost)));
            }
            rows.add(row("few-shot", prompted, none.oldTasks(), operations(base.shape(), SHOT_TOKENS * plan.shots(), 0)));
            for (AdapterKind kind : AdapterKind.values()) {
                if (plan.kinds().contains(kind.toString())) {
                    rows.add(trained(kind.toString(), kind, DENSITY, tokenizer, old, none.oldTasks(), cost));
                }
            }
            if (plan.kinds().contains(FULL)) {
                rows.add(trained(FULL, AdapterKind.LT_SFT, 1, tokenizer, old, none.oldTasks(), cost));
            }
        }
        return rows;
    }

    /** @param what everything that decides the outcome beside base, task and items */
    private Outcome known(String what, StepJournal.Step<Outcome> step) throws IOException {
        return journal.known(what + " " + base.digest() + " " + plan.skill() + " " + plan.examples() + " " + plan.testItems()
                + " " + plan.shots(), step);
    }

    private Outcome prompted(long seed, LlamaModel bare, Tokenizer tokenizer, List<Task> old, InferenceCost cost) {
        List<Task> shots = data(seed).train().subList(0, plan.shots());
        return new Outcome(0, 0,
                accuracy(Evaluation.run(bare, tokenizer, data(seed).test(), shots)),
                accuracy(Evaluation.run(bare, tokenizer, old, shots)),
                cost.behind(SHOT_TOKENS * plan.shots()));
    }

    private AdapterData data(long seed) {
        return AdapterData.ofSkill(plan.skill(), seed, plan.examples(), plan.testItems());
    }

    private KindRow trained(
            String name, AdapterKind kind, double density, Tokenizer tokenizer, List<Task> old, double before, InferenceCost cost)
            throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        for (long seed : plan.seeds()) {
            AdapterPlan training = AdapterPlan.usual(kind, seed).fitting(base.shape())
                    .with(plan.steps() == 0 ? AdapterPlan.usualSteps(kind) : plan.steps(), density);
            // What a token costs is no matter of the seed.
            InferenceCost unmeasured = outcomes.isEmpty() && density < 1 ? cost : null;
            double measured = outcomes.isEmpty() ? 1 : outcomes.getFirst().inferenceCpu();
            Outcome outcome = known(training.toString(), () -> train(training, unmeasured, measured, tokenizer, old));
            outcomes.add(outcome);
            log.accept(String.format(Locale.ROOT, "%s, seed %d: %.1f %% of the new task, %.1f %% of the old ones",
                    name, seed, 100 * outcome.newTask(), 100 * outcome.oldTasks()));
        }
        long parameters = outcomes.getFirst().parameters();
        int positions = kind == AdapterKind.SOFT_PROMPT || kind == AdapterKind.DEPT
                ? AdapterPlan.usual(kind, 1).settings().tokens() : 0;
        // What stands beside the weights is one multiplication a number; full tuning is served as a model of its own.
        long beside = positions > 0 || density == 1 ? 0 : parameters;
        return row(name, outcomes, before, operations(base.shape(), positions, beside));
    }

    /**
     * @param cost  null where it is known
     * @param known cost, then; that of a model of its own is what any model of its shape costs
     */
    private Outcome train(AdapterPlan training, @Nullable InferenceCost cost, double known, Tokenizer tokenizer, List<Task> old)
            throws IOException {
        AdapterData data = data(training.seed());
        Path checkpoint = journal.checkpoint(training + " " + data.digest() + " " + base.digest());
        try (AdapterRun run = Files.exists(checkpoint)
                ? AdapterRun.resume(base, training, data, tokenizer, checkpoint)
                : AdapterRun.start(base, training, data, tokenizer)) {
            while (!run.done()) {
                run.train(run.step() + CHECKPOINT_EVERY, (step, loss, speed) -> { });
                run.keep(checkpoint);
            }
            double fresh = accuracy(Evaluation.run(run.model(), tokenizer, data.test()));
            double kept = accuracy(Evaluation.run(run.model(), tokenizer, old));
            double cpu = known;
            if (cost != null) {
                Accuracy none = new Accuracy(new Scores(), new Scores(), new Scores(), new Scores());
                AdapterFolder.write(journal.scratch(), base, training, data, run, none, plan.code());
                cpu = cost.of(training.kind().toString(), journal.scratch());
            }
            Outcome outcome = new Outcome(run.trained(), run.cpu().toMillis() / 1000.0, fresh, kept, cpu);
            Files.delete(checkpoint);
            return outcome;
        }
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
                learned.mean(), lost.mean(), operations, outcomes.stream().mapToDouble(Outcome::inferenceCpu).average().orElseThrow(),
                outcomes.size(), learned.range(), lost.range());
    }

    private static double accuracy(Scores scores) {
        return scores.overall().accuracy();
    }
}
