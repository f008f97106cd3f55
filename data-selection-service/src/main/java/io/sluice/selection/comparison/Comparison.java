package io.sluice.selection.comparison;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.selection.statistics.MeanInterval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What several jobs chose of one pool, for one target and budget.
 *
 * @param selections in the order that they were asked for
 * @param overlaps   of each two of them
 * @param selectors  the same selector under several seeds taken together
 */
public record Comparison(List<Selection> selections, List<Overlap> overlaps, List<Summary> selectors) {

    private static final double CONFIDENCE = 0.95;

    /**
     * One job's choice.
     *
     * @param ordinals  of the chosen rows in the pool, ascending
     * @param precision share of them that has the label asked for; null where none was asked for
     * @param accuracy  of the adapter that a pipeline trained on them, on its held-out questions; null where none was judged
     */
    public record Chosen(String job, String selector, Map<String, String> settings, long seed, long[] ordinals, @Nullable Double precision,
            @Nullable Double accuracy) {
    }

    /** @param selected rows */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Selection(String job, String selector, Map<String, String> settings, long seed, long selected, @Nullable Double precision,
            @Nullable Double accuracy) {
    }

    /**
     * @param shared  rows that both chose
     * @param jaccard of these among all that either chose
     */
    public record Overlap(String one, String other, long shared, double jaccard) {
    }

    /**
     * Means over seeds with 95 % intervals by Student's t.
     *
     * @param precision absent where it is not known of every run
     * @param accuracy  absent where it is not known of every run
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Summary(String selector, Map<String, String> settings, int runs, @Nullable MeanInterval precision, @Nullable MeanInterval accuracy) {
    }

    private record Kind(String selector, Map<String, String> settings) {
    }

    public static Comparison of(List<Chosen> chosen) {
        List<Selection> selections = chosen.stream().map(each -> new Selection(each.job(), each.selector(), each.settings(), each.seed(),
                each.ordinals().length, each.precision(), each.accuracy())).toList();
        List<Overlap> overlaps = new ArrayList<>();
        for (int i = 0; i < chosen.size(); i++) {
            for (int j = i + 1; j < chosen.size(); j++) {
                overlaps.add(overlap(chosen.get(i), chosen.get(j)));
            }
        }
        Map<Kind, List<Selection>> kinds = new LinkedHashMap<>();
        selections.forEach(each -> kinds.computeIfAbsent(new Kind(each.selector(), each.settings()), same -> new ArrayList<>()).add(each));
        List<Summary> summaries = kinds.entrySet().stream().map(each -> new Summary(each.getKey().selector(), each.getKey().settings(),
                each.getValue().size(), interval(each.getValue(), Selection::precision), interval(each.getValue(), Selection::accuracy))).toList();
        return new Comparison(selections, List.copyOf(overlaps), summaries);
    }

    private static Overlap overlap(Chosen one, Chosen other) {
        long[] a = one.ordinals();
        long[] b = other.ordinals();
        long shared = 0;
        for (int i = 0, j = 0; i < a.length && j < b.length;) {
            if (a[i] == b[j]) {
                shared++;
                i++;
                j++;
            } else if (a[i] < b[j]) {
                i++;
            } else {
                j++;
            }
        }
        long either = a.length + b.length - shared;
        return new Overlap(one.job(), other.job(), shared, either == 0 ? 1 : (double) shared / either);
    }

    private static @Nullable MeanInterval interval(List<Selection> runs, Function<Selection, @Nullable Double> figure) {
        List<Double> known = runs.stream().map(figure).filter(Objects::nonNull).toList();
        return known.size() == runs.size() ? MeanInterval.of(known, CONFIDENCE) : null;
    }
}
