package io.sluice.benchmarks.adapter;

import io.sluice.trainer.adapter.AdapterData;
import io.sluice.trainer.adapter.Base;
import io.sluice.trainer.adapter.CompositionGrading;
import io.sluice.trainer.adapter.CompositionRun;
import io.sluice.trainer.adapter.LoraPart;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;

/** Puts the LoRAs of some skills together in every way there is, and asks what comes out the same as its parts. */
public final class CompositionMeasurement {

    /** The seed that the parts were trained with. */
    private static final long PARTS_SEED = 1;
    /** Coefficients see examples that no part was trained on: there a part looks better than it is. */
    private static final long EXAMPLES_SEED = 100;

    /**
     * @param base      folder of the frozen model
     * @param cache     where trained adapters are kept
     * @param partSteps of each part's training
     * @param skills    whose LoRAs are the parts
     * @param seeds     of the examples that coefficients are learned from, and of their order
     * @param steps     of learning coefficients
     * @param examples  of each skill, to learn coefficients from
     * @param testItems of each skill and of the old tasks
     */
    public record Plan(
            Path base, Path cache, int partSteps, List<String> skills, List<Long> seeds, int steps, int examples, int testItems) {

        public Plan {
            if (seeds.isEmpty() || seeds.size() > SeedMean.SEEDS_MAX) {
                throw new IllegalArgumentException("seeds have to be 1 to " + SeedMean.SEEDS_MAX);
            }
        }
    }

    private final Plan plan;
    private final Consumer<String> log;

    public CompositionMeasurement(Plan plan, Consumer<String> log) {
        this.plan = plan;
        this.log = log;
    }

    public List<CompositionRow> run() throws IOException {
        Base base = Base.read(plan.base());
        List<LoraPart> parts = new ArrayList<>();
        for (Path folder : new SkillAdapters(plan.base(), plan.cache(), plan.partSteps(), PARTS_SEED, log).adapters(plan.skills())) {
            parts.add(LoraPart.read(folder, base));
        }
        List<CompositionRow> rows = new ArrayList<>();
        List<CompositionGrading.Row> perPart = new ArrayList<>();
        List<CompositionGrading.Row> perBlock = new ArrayList<>();
        try (Tokenizer tokenizer = Tokenizer.load(plan.base())) {
            for (long seed : plan.seeds()) {
                CompositionRun run = new CompositionRun(base, parts, CompositionRun.Plan.usual(seed).steps(plan.steps()));
                CompositionGrading grading = new CompositionGrading(run, tokenizer, plan.skills(), plan.testItems());
                if (rows.isEmpty()) {
                    grading.parts().forEach(row -> rows.add(row(row.method(), List.of(row))));
                }
                AdapterData data = AdapterData.ofSkills(plan.skills(), EXAMPLES_SEED + seed, plan.examples(), 1);
                perPart.add(told(seed, grading.row("coefficient-per-part", run.learn(data, tokenizer, false))));
                perBlock.add(told(seed, grading.row("coefficient-per-block", run.learn(data, tokenizer, true))));
            }
        }
        rows.add(row("coefficient-per-part", perPart));
        rows.add(row("coefficient-per-block", perBlock));
        return rows;
    }

    private CompositionGrading.Row told(long seed, CompositionGrading.Row row) {
        log.accept(String.format(Locale.ROOT, "%s, seed %d: %.1f %% of the skills, %.1f %% of the old tasks",
                row.method(), seed, 100 * row.mean(), 100 * row.old()));
        return row;
    }

    private static CompositionRow row(String method, List<CompositionGrading.Row> bySeed) {
        SeedMean mean = SeedMean.of(bySeed.stream().map(CompositionGrading.Row::mean).toList());
        SeedMean old = SeedMean.of(bySeed.stream().map(CompositionGrading.Row::old).toList());
        Map<String, Double> byTask = new LinkedHashMap<>();
        for (String task : bySeed.getFirst().byTask().keySet()) {
            byTask.put(task, bySeed.stream().mapToDouble(row -> row.byTask().get(task)).average().orElseThrow());
        }
        return new CompositionRow(method, byTask, mean.mean(), old.mean(), bySeed.size(), mean.range(), old.range());
    }
}
