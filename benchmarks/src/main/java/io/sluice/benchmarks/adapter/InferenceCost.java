package io.sluice.benchmarks.adapter;

import com.sun.management.OperatingSystemMXBean;
import io.sluice.inference.adapter.AdaptedModels;
import io.sluice.inference.adapter.Adapters;
import io.sluice.inference.engine.KvCache;
import io.sluice.inference.engine.LanguageModel;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * CPU time of a decoded token in the serving engine, relative to the bare model. Both take turns on batches of the same
 * prompts until each has spent so much that the operating system's clock, which may tick in hundredths of a second, is fine
 * enough. CPU time, so that what else runs on the machine costs little truth.
 */
final class InferenceCost implements AutoCloseable {

    private static final OperatingSystemMXBean SYSTEM = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final int SEQUENCES = 8;
    private static final int PROMPT = 24;
    private static final int TOKENS = 20;
    private static final int WARM_ROUNDS = 2;
    private static final int ROUNDS_MAX = 100_000;

    private final LanguageModel base;
    private final double secondsMin;

    /** @param secondsMin CPU time that each of the two spends */
    InferenceCost(Path folder, double secondsMin) {
        this.secondsMin = secondsMin;
        base = AdaptedModels.load(folder, "bare", Adapters.NONE);
    }

    /** @param folder of an adapter of that kind */
    double of(String kind, Path folder) {
        try (LanguageModel adapted = AdaptedModels.over(base, "adapted", kind, folder)) {
            return ratio(adapted, PROMPT);
        }
    }

    /** Of the bare model when so many tokens more stand before the question. */
    double behind(int tokens) {
        return ratio(base, PROMPT + tokens);
    }

    private double ratio(LanguageModel other, int prompt) {
        List<KvCache> bare = prompts(base, PROMPT);
        List<KvCache> others = prompts(other, prompt);
        double[] spent = new double[2];
        try {
            for (int round = -WARM_ROUNDS; round < ROUNDS_MAX && Math.min(spent[0], spent[1]) < secondsMin; round++) {
                boolean bareFirst = round % 2 == 0;
                double first = bareFirst ? decode(base, bare, PROMPT) : decode(other, others, prompt);
                double second = bareFirst ? decode(other, others, prompt) : decode(base, bare, PROMPT);
                if (round >= 0) {
                    spent[0] += bareFirst ? first : second;
                    spent[1] += bareFirst ? second : first;
                }
            }
        } finally {
            bare.forEach(KvCache::close);
            others.forEach(KvCache::close);
        }
        return spent[1] / spent[0];
    }

    private static List<KvCache> prompts(LanguageModel model, int length) {
        List<KvCache> caches = new ArrayList<>();
        for (int i = 0; i < SEQUENCES; i++) {
            KvCache cache = model.allocate(length + TOKENS);
            int[] prompt = new int[length];
            int shift = i;
            Arrays.setAll(prompt, t -> 1 + (t + shift) % (model.info().vocabularySize() - 1));
            model.forward(List.of(new Segment(cache, prompt, Logits.NONE)));
            caches.add(cache);
        }
        return caches;
    }

    private static double decode(LanguageModel model, List<KvCache> caches, int prompt) {
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < caches.size(); i++) {
            caches.get(i).truncate(prompt);
            segments.add(new Segment(caches.get(i), new int[] {1 + i}, Logits.LAST));
        }
        long cpu = SYSTEM.getProcessCpuTime();
        for (int i = 0; i < TOKENS; i++) {
            model.forward(segments);
        }
        return (SYSTEM.getProcessCpuTime() - cpu) / 1e9;
    }

    @Override
    public void close() {
        base.close();
    }
}
