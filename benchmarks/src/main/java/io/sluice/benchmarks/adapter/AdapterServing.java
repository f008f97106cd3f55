package io.sluice.benchmarks.adapter;

import com.sun.management.OperatingSystemMXBean;
import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.engine.ModelLoader;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.LowRankAdapter;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/**
 * A batch of sequences writes one token a pass, under 1, 4, 16 distinct adapters or none. The contenders take turns, each
 * round beginning with another one, on the same sequences; every pass of theirs runs over all of these at once.
 */
public final class AdapterServing {

    private static final int PROMPT = 32;
    private static final int WARM_TOKENS = 4;
    private static final Duration WARM = Duration.ofSeconds(5);
    private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /**
     * What to measure.
     *
     * @param sequences of the batch
     * @param tokens    that each writes in a round
     */
    public record Plan(Path folder, List<Integer> ranks, List<Integer> distinct, int sequences, int tokens, int rounds) {
    }

    private record Spent(double seconds, double cpuSeconds) {
    }

    private final Plan plan;
    private final Consumer<String> progress;

    public AdapterServing(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    public List<AdapterRow> run() {
        List<AdapterRow> rows = new ArrayList<>();
        try (LanguageModel model = ModelLoader.load(plan.folder, "bench")) {
            ModelLoader.warm(model, WARM);
            for (int rank : plan.ranks) {
                rows.addAll(rank(model, rank));
            }
        }
        return rows;
    }

    private List<AdapterRow> rank(LanguageModel model, int rank) {
        progress.accept("adapters of rank " + rank);
        List<LowRankAdapter> adapters = new ArrayList<>();
        for (int i = 0; i < plan.distinct.stream().mapToInt(Integer::intValue).max().orElseThrow(); i++) {
            adapters.add(RandomAdapter.draw(model.shape(), rank, i));
        }
        List<Hooks> hooks = adapters.stream().map(Hooks.NONE::with).toList();
        int contenders = plan.distinct.size() + 1;
        Spent[][] spent = new Spent[contenders][plan.rounds];
        List<KvCache> caches = prompts(model);
        try {
            for (int round = -1; round < plan.rounds; round++) {
                for (int i = 0; i < contenders; i++) {
                    int contender = (i + Math.max(0, round)) % contenders;
                    List<Hooks> those = contender == 0 ? List.of(Hooks.NONE) : hooks.subList(0, plan.distinct.get(contender - 1));
                    Spent time = decode(model, caches, those, round < 0 ? WARM_TOKENS : plan.tokens);
                    if (round >= 0) {
                        spent[contender][round] = time;
                    }
                }
                if (round >= 0) {
                    progress.accept("  round " + (round + 1) + " of " + plan.rounds);
                }
            }
        } finally {
            caches.forEach(KvCache::close);
        }
        List<AdapterRow> rows = new ArrayList<>();
        for (int i = 1; i < contenders; i++) {
            rows.add(row(plan.distinct.get(i - 1), rank, adapters.getFirst().bytes(), spent[0], spent[i]));
        }
        return rows;
    }

    private List<KvCache> prompts(LanguageModel model) {
        List<KvCache> caches = new ArrayList<>();
        for (int i = 0; i < plan.sequences; i++) {
            KvCache cache = model.allocate(PROMPT + Math.max(WARM_TOKENS, plan.tokens));
            int[] prompt = new int[PROMPT];
            Arrays.setAll(prompt, t -> 1 + t % (model.info().vocabularySize() - 1));
            prompt[0] = i % model.info().vocabularySize();
            model.forward(List.of(new Segment(cache, prompt, Logits.NONE)));
            caches.add(cache);
        }
        return caches;
    }

    private Spent decode(LanguageModel model, List<KvCache> caches, List<Hooks> hooks, int tokens) {
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < caches.size(); i++) {
            caches.get(i).truncate(PROMPT);
            segments.add(new Segment(caches.get(i), new int[] {i % model.info().vocabularySize()}, Logits.LAST, hooks.get(i % hooks.size())));
        }
        long start = System.nanoTime();
        long cpu = SYSTEM.getProcessCpuTime();
        for (int i = 0; i < tokens; i++) {
            model.forward(segments);
        }
        return new Spent((System.nanoTime() - start) / 1e9, (SYSTEM.getProcessCpuTime() - cpu) / 1e9);
    }

    private AdapterRow row(int distinct, int rank, long bytes, Spent[] bare, Spent[] adapted) {
        double written = (double) plan.sequences * plan.tokens;
        double[] ratios = new double[bare.length];
        double[] cpuRatios = new double[bare.length];
        for (int i = 0; i < bare.length; i++) {
            ratios[i] = bare[i].seconds / adapted[i].seconds;
            cpuRatios[i] = bare[i].cpuSeconds / adapted[i].cpuSeconds;
        }
        return new AdapterRow(distinct, rank, bytes / 1e6,
                written / median(Arrays.stream(adapted).mapToDouble(Spent::seconds).toArray()),
                written / median(Arrays.stream(bare).mapToDouble(Spent::seconds).toArray()),
                median(ratios), Arrays.stream(ratios).min().orElseThrow(), median(cpuRatios));
    }

    /** The middle one, or the mean of the two in the middle. */
    public static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
