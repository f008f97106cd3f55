package io.sluice.selection.comparison;

import io.sluice.contracts.selection.Amount;
import io.sluice.contracts.selection.Comparison;
import io.sluice.contracts.selection.Comparison.Run;
import io.sluice.contracts.selection.Comparison.RunStatus;
import io.sluice.contracts.selection.Comparison.Score;
import io.sluice.contracts.selection.ComparisonFindings;
import io.sluice.contracts.selection.ComparisonFindings.AgainstRandom;
import io.sluice.contracts.selection.ComparisonFindings.Mean;
import io.sluice.contracts.selection.ComparisonFindings.OfSeed;
import io.sluice.contracts.selection.ComparisonFindings.Overlap;
import io.sluice.contracts.selection.ComparisonFindings.Summary;
import io.sluice.contracts.selection.ComparisonRequest;
import io.sluice.contracts.selection.ComparisonRequest.Entry;
import io.sluice.contracts.selection.ComparisonRequest.Judging;
import io.sluice.selection.judging.Answers;
import io.sluice.selection.judging.PairedTest;
import io.sluice.selection.statistics.MeanInterval;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What the runs of a comparison come to: means over seeds with 95 % intervals; each entry against the one whose selector is
 * {@code random}, seed by seed on the same questions; what each two chose alike.
 *
 * <p>Of several seeds the p-values p₁ … pₖ of one entry are made one as min(1, 2·mean pᵢ), which is a p-value however they hang
 * together (Rüschendorf 1982; Vovk and Wang 2020): the questions are the same for all of them.
 */
public final class Findings {

    private static final double CONFIDENCE = 0.95;
    private static final String RANDOM = "random";

    private Findings() {
    }

    /** @param overlaps of each two entries for each budget */
    public static ComparisonFindings of(Comparison comparison, List<Overlap> overlaps) {
        ComparisonRequest request = comparison.request();
        List<Summary> summaries = new ArrayList<>();
        for (Amount budget : request.budgets()) {
            for (Entry entry : request.entries()) {
                List<Run> runs = well(comparison, entry.name(), budget);
                if (!runs.isEmpty()) {
                    summaries.add(new Summary(entry.name(), budget, runs.size(), mean(runs, Findings::precision), mean(runs, Findings::loss),
                            mean(runs, Findings::accuracy), mean(runs, Findings::cpuSeconds), againstRandom(comparison, entry, budget, runs)));
                }
            }
        }
        return new ComparisonFindings(List.copyOf(summaries), List.copyOf(overlaps));
    }

    /** Runs of an entry for a budget that ended well. */
    static List<Run> well(Comparison comparison, String entry, Amount budget) {
        return comparison.runs().stream()
                .filter(run -> run.status() == RunStatus.DONE && run.entry().equals(entry) && run.budget().equals(budget)).toList();
    }

    static @Nullable Double precision(Run run) {
        return run.choice() == null ? null : run.choice().precision();
    }

    static @Nullable Double cpuSeconds(Run run) {
        return run.choice() == null ? null : run.choice().cpuSeconds();
    }

    static @Nullable Double loss(Run run) {
        return run.score() == null ? null : run.score().loss();
    }

    static @Nullable Double accuracy(Run run) {
        return run.score() == null ? null : (Double) run.score().accuracy();
    }

    /** Null where it is not known of all of them. */
    static @Nullable Mean mean(List<Run> runs, Function<Run, @Nullable Double> figure) {
        return mean(runs.stream().map(figure).toList());
    }

    private static @Nullable Mean mean(List<@Nullable Double> figures) {
        if (figures.isEmpty() || figures.stream().anyMatch(Objects::isNull)) {
            return null;
        }
        MeanInterval interval = MeanInterval.of(figures.stream().map(Objects::requireNonNull).toList(), CONFIDENCE);
        return new Mean(interval.mean(), interval.low(), interval.high(), interval.runs());
    }

    private static @Nullable AgainstRandom againstRandom(Comparison comparison, Entry entry, Amount budget, List<Run> runs) {
        Judging judging = comparison.request().judging();
        Optional<Entry> random = comparison.request().entries().stream().filter(each -> each.selector().equals(RANDOM)).findFirst();
        if (judging == null || random.isEmpty() || random.get().equals(entry)) {
            return null;
        }
        Map<Run, Run> pairs = new LinkedHashMap<>();
        for (Run other : well(comparison, random.get().name(), budget)) {
            runs.stream().filter(run -> run.seed() == other.seed()).forEach(run -> pairs.put(run, other));
        }
        if (pairs.isEmpty()) {
            return null;
        }
        PairedTest test = new PairedTest(1 - judging.confidence());
        List<OfSeed> seeds = pairs.entrySet().stream()
                .map(pair -> new OfSeed(pair.getKey().seed(), test.figures(answers(pair.getKey(), pair.getValue()), 0))).toList();
        Mean gain = mean(seeds.stream().<@Nullable Double>map(seed -> seed.paired().gain()).toList());
        Mean loss = mean(pairs.entrySet().stream().map(pair -> less(loss(pair.getValue()), loss(pair.getKey()))).toList());
        double pValue = together(seeds.stream().map(seed -> seed.paired().pValue()).toList());
        return new AgainstRandom(Objects.requireNonNull(gain), loss, pValue, pValue <= 1 - judging.confidence(), seeds);
    }

    private static @Nullable Double less(@Nullable Double before, @Nullable Double after) {
        return before == null || after == null ? null : (Double) (before - after);
    }

    static double together(List<Double> pValues) {
        double mean = pValues.stream().mapToDouble(Double::doubleValue).average().orElse(1);
        return pValues.size() == 1 ? mean : Math.min(1, 2 * mean);
    }

    private static Answers answers(Run run, Run random) {
        Score one = Objects.requireNonNull(run.score());
        Score other = Objects.requireNonNull(random.score());
        return new Answers(right(one), right(other), one.refused() + other.refused());
    }

    private static List<Boolean> right(Score score) {
        return score.answers().chars().mapToObj(answer -> answer == '1').toList();
    }

    /**
     * What each two entries chose alike for one budget.
     *
     * @param chosen for each seed by entry: ordinals of rows of the pool
     */
    public static List<Overlap> overlaps(Amount budget, List<Map<String, BitSet>> chosen) {
        List<String> entries = chosen.stream().flatMap(seed -> seed.keySet().stream()).distinct().toList();
        List<Overlap> overlaps = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            for (int j = i + 1; j < entries.size(); j++) {
                String one = entries.get(i);
                String other = entries.get(j);
                List<Map<String, BitSet>> both = chosen.stream().filter(seed -> seed.containsKey(one) && seed.containsKey(other)).toList();
                if (!both.isEmpty()) {
                    overlaps.add(new Overlap(one, other, budget, average(both, one, other, false), average(both, one, other, true)));
                }
            }
        }
        return overlaps;
    }

    private static double average(List<Map<String, BitSet>> chosen, String one, String other, boolean jaccard) {
        return IntStream.range(0, chosen.size()).mapToDouble(seed -> {
            BitSet a = chosen.get(seed).get(one);
            BitSet b = chosen.get(seed).get(other);
            BitSet both = (BitSet) a.clone();
            both.and(b);
            int shared = both.cardinality();
            int either = a.cardinality() + b.cardinality() - shared;
            return !jaccard ? shared : either == 0 ? 1 : (double) shared / either;
        }).average().orElse(0);
    }
}
