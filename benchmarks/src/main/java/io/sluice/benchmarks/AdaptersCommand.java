package io.sluice.benchmarks;

import io.sluice.benchmarks.adapter.AdapterRow;
import io.sluice.benchmarks.adapter.AdapterServing;
import io.sluice.benchmarks.adapter.CompositionMeasurement;
import io.sluice.benchmarks.adapter.Compositions;
import io.sluice.benchmarks.adapter.CopiesMeasurement;
import io.sluice.benchmarks.adapter.CopyRow;
import io.sluice.benchmarks.adapter.Kinds;
import io.sluice.benchmarks.adapter.KindsMeasurement;
import io.sluice.benchmarks.adapter.SelectionMeasurement;
import io.sluice.benchmarks.adapter.Selections;
import io.sluice.benchmarks.engine.model.Format;
import io.sluice.benchmarks.engine.model.ModelCache;
import io.sluice.benchmarks.engine.model.ModelShape;
import io.sluice.tasks.TaskGenerator;
import io.sluice.trainer.Threads;
import io.sluice.trainer.adapter.AdapterKind;
import io.sluice.trainer.adapter.AdapterPlan;
import io.sluice.trainer.adapter.CompositionRun;
import io.sluice.trainer.mixture.MixtureRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code ./sluice bench adapters}: decoding under many adapters at once beside the bare model, and what each kind of adapter
 * learns. Exit status 1: a target is missed.
 */
@Command(name = "adapters", mixinStandardHelpOptions = true,
        description = "Decoding of a batch whose requests have different adapters, beside the same batch without; and what each"
                + " kind of adapter learns of a new task, at which cost to the old ones.")
final class AdaptersCommand implements Callable<Integer> {

    /** Of the new task, to learn from. */
    private static final int EXAMPLES = 4_000;

    private static final int SHOTS = 4;

    private static final String REVISION = System.getProperty("sluice.revision", "");

    private static final long SELECTION_SEED = 1;

    private static final int QUICK_ITEMS = 200;

    /** Skills whose LoRAs are put together. */
    private static final List<String> COMPOSED = List.of("rotate", "min");

    /** Of each of them, to learn coefficients from. */
    private static final int COMPOSED_EXAMPLES = 64;

    private static final double COST_SECONDS = 2;

    @Option(names = "--model", description = "a model folder (default: the random 1.24 B-parameter model of bench engine)")
    private @Nullable Path model;

    @Option(names = "--format", defaultValue = "BF16", description = "weights of the random model: Q4_0, Q8_0 or BF16 (default ${DEFAULT-VALUE})")
    private Format format = Format.BF16;

    @Option(names = "--ranks", split = ",", defaultValue = "8,16", description = "ranks (default ${DEFAULT-VALUE})")
    private List<Integer> ranks = List.of();

    @Option(names = "--distinct", split = ",", defaultValue = "1,4,16", description = "adapters in a batch (default ${DEFAULT-VALUE})")
    private List<Integer> distinct = List.of();

    @Option(names = "--sequences", defaultValue = "16", description = "requests of the batch (default ${DEFAULT-VALUE})")
    private int sequences;

    @Option(names = "--tokens", defaultValue = "8", description = "tokens that each writes in a round (default ${DEFAULT-VALUE})")
    private int tokens;

    @Option(names = "--rounds", defaultValue = "7", description = "rounds (default ${DEFAULT-VALUE})")
    private int rounds;

    enum Part {
        SERVING,
        KINDS,
        SELECTION,
        COMPOSITION,
        COPIES
    }

    @Option(names = "--parts", split = ",", defaultValue = "serving,kinds,selection,composition,copies",
            description = "serving, kinds, selection, composition, copies; the kinds take about seven minutes of one core for each seed (default ${DEFAULT-VALUE})")
    private List<Part> parts = List.of();

    @Option(names = "--base", defaultValue = "models/sluice-large", description = "that the kinds are trained on (default ${DEFAULT-VALUE})")
    private Path base = Path.of("models/sluice-large");

    @Option(names = "--kinds", split = ",", description = "only these of lora, soft-prompt, dept, lofit, lt-sft, ia3 and full (default: all)")
    private Set<String> kinds = KindsMeasurement.kinds();

    @Option(names = "--task", defaultValue = "shorthand", description = "that the kinds learn (default ${DEFAULT-VALUE})")
    private String task = "shorthand";

    @Option(names = "--seeds", split = ",", defaultValue = "1,2,3", description = "of the kinds' trainings and of learning compositions (default ${DEFAULT-VALUE})")
    private List<Long> seeds = List.of();

    @Option(names = "--steps", defaultValue = "0", description = "of each training (default: 600, and 1200 for lofit)")
    private int steps;

    @Option(names = "--quick", description = "kinds and composition with one seed and 200 test items")
    private boolean quick;

    @Option(names = "--fresh", description = "measure kinds and selection again, also what an earlier run of this code has measured")
    private boolean fresh;

    @Option(names = "--test-items", defaultValue = "500", description = "of the new task and of the old ones (default ${DEFAULT-VALUE})")
    private int testItems;

    @Option(names = "--items", defaultValue = "50", description = "of each skill, for selection and copies (default ${DEFAULT-VALUE})")
    private int items;

    @Option(names = "--json", description = "write the result to this file too")
    private @Nullable Path json;

    @Override
    public Integer call() throws IOException {
        if (sequences < 1 || tokens < 1 || rounds < 1 || ranks.stream().anyMatch(r -> r < 1) || distinct.stream().anyMatch(d -> d < 1)) {
            System.err.println("--sequences, --tokens, --rounds, --ranks and --distinct have to be at least 1");
            return 2;
        }
        if (steps < 0 || steps == 1 || testItems < 1 || items < 1 || seeds.isEmpty() || !TaskGenerator.skills().contains(task)) {
            System.err.println("--steps has to be at least 2, --test-items and --items 1, and --task one of " + TaskGenerator.skills());
            return 2;
        }
        if (!KindsMeasurement.kinds().containsAll(kinds)) {
            System.err.println("--kinds has to be some of " + KindsMeasurement.kinds());
            return 2;
        }
        Threads.use(1);
        Map<String, Object> result = new LinkedHashMap<>();
        boolean met = true;
        for (Part part : Part.values()) {
            if (parts.contains(part)) {
                met &= switch (part) {
                    case SERVING -> serving(result);
                    case KINDS -> kinds(result);
                    case SELECTION -> selection(result);
                    case COMPOSITION -> composition(result);
                    case COPIES -> copies(result);
                };
            }
        }
        if (json != null) {
            Files.writeString(json, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(result) + "\n");
            System.out.println("written to " + json);
        }
        return met ? 0 : 1;
    }

    private boolean serving(Map<String, Object> result) throws IOException {
        List<AdapterRow> rows = new AdapterServing(
                new AdapterServing.Plan(folder(), ranks, distinct, sequences, tokens, rounds), System.err::println).run();
        print(rows);
        result.put("serving", rows);
        return rows.stream().allMatch(AdapterRow::met);
    }

    private boolean kinds(Map<String, Object> result) throws IOException {
        KindsMeasurement.Plan plan = new KindsMeasurement.Plan(base, kinds, task, usedSeeds(), steps, EXAMPLES, usedItems(), SHOTS,
                COST_SECONDS, kindsFolder(), REVISION);
        Kinds measured = new Kinds(new KindsMeasurement(plan, System.err::println).run());
        System.out.printf("%nNew task: %s on %s; %s steps, %d seeds; intervals of 95 %%%n%s",
                task, base.getFileName(), steps == 0 ? "the usual" : steps, plan.seeds().size(), measured.table());
        result.put("kinds", measured.rows());
        return measured.met();
    }

    private boolean selection(Map<String, Object> result) throws IOException {
        Selections selections = new Selections(new SelectionMeasurement(selectionPlan(), System.err::println).run());
        System.out.printf("%nMixed stream of the skills on %s, %d items of each; intervals of 95 %%%n%s", base.getFileName(), items,
                selections.table());
        result.put("selection", selections.rows());
        return selections.met();
    }

    /** Nothing is asked of it but the comparison. */
    private boolean composition(Map<String, Object> result) throws IOException {
        Compositions compositions = new Compositions(new CompositionMeasurement(new CompositionMeasurement.Plan(base,
                EngineCommand.defaultCache().resolve("adapters"), loraSteps(), COMPOSED, usedSeeds(), CompositionRun.Plan.usual(1).steps(),
                COMPOSED_EXAMPLES, usedItems()), System.err::println).run());
        System.out.printf("%nLoRAs of %s on %s together, %d examples of each; %d seeds, intervals of 95 %%%n%s",
                String.join(" and ", COMPOSED), base.getFileName(), COMPOSED_EXAMPLES, usedSeeds().size(), compositions.table());
        result.put("composition", compositions.rows());
        return true;
    }

    private boolean copies(Map<String, Object> result) throws IOException {
        List<CopyRow> copies = new CopiesMeasurement(selectionPlan(), System.err::println).run();
        System.out.printf("%nAdapters of %s on its quantised copies, %d items of each skill; intervals of 95 %%%n%s", base.getFileName(),
                items, CopiesMeasurement.table(copies));
        result.put("copies", copies);
        return true;
    }

    private List<Long> usedSeeds() {
        return quick ? seeds.subList(0, 1) : seeds;
    }

    private int usedItems() {
        return quick ? Math.min(testItems, QUICK_ITEMS) : testItems;
    }

    private int loraSteps() {
        return steps == 0 ? AdapterPlan.usualSteps(AdapterKind.LORA) : steps;
    }

    private Path kindsFolder() throws IOException {
        Path folder = EngineCommand.defaultCache().resolve("kinds");
        if (fresh) {
            KindsMeasurement.forget(folder);
        }
        return folder;
    }

    private SelectionMeasurement.Plan selectionPlan() throws IOException {
        Path folder = EngineCommand.defaultCache().resolve("adapters");
        if (fresh) {
            SelectionMeasurement.forget(folder);
        }
        return new SelectionMeasurement.Plan(base, folder, loraSteps(),
                MixtureRun.Plan.usual(SELECTION_SEED).steps(), items, SELECTION_SEED, REVISION);
    }

    private Path folder() throws IOException {
        if (model != null) {
            return model;
        }
        ModelCache cache = new ModelCache(EngineCommand.defaultCache(), ModelShape.llama1b(), 1, System.err::println);
        cache.prepare(List.of(format), false);
        return cache.folder(format);
    }

    private void print(List<AdapterRow> rows) {
        System.out.printf("batch of %d sequences, %d tokens a round, medians of %d rounds%n", sequences, tokens, rounds);
        System.out.printf("%6s %9s %10s %9s %9s %9s %8s %9s%n", "rank", "distinct", "MB each", "tok/s", "bare", "of bare", "worst", "by CPU");
        for (AdapterRow row : rows) {
            System.out.printf(Locale.ROOT, "%6d %9d %10.1f %9.1f %9.1f %9.3f %8.3f %9.3f%s%n", row.rank(), row.distinct(),
                    row.adapterMegabytes(), row.tokensPerSecond(), row.bareTokensPerSecond(), row.ratioToBare(), row.worstRound(),
                    row.cpuRatioToBare(), row.met() ? "" : "  missed: at least " + AdapterRow.TARGET);
        }
    }
}
