package io.sluice.benchmarks.soak;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * How a figure moved over the second half of a run: the median of the slopes between all pairs of looks (Theil and Sen),
 * so that single peaks don't matter, times the length of that half.
 *
 * @param at     the figure in the middle of it (median)
 * @param growth over the half
 * @param bound  what growth may be
 */
public record Trend(String name, String unit, double at, double growth, double bound, boolean steady) {

    /** Fewer looks say nothing. */
    static final int LOOKS_MIN = 20;

    static Trend of(String name, String unit, double bound, List<Vitals> all, ToDoubleFunction<Vitals> figure) {
        List<Vitals> half = all.subList(all.size() / 2, all.size());
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < half.size(); i++) {
            for (int j = i + 1; j < half.size(); j++) {
                slopes.add((figure.applyAsDouble(half.get(j)) - figure.applyAsDouble(half.get(i))) / (half.get(j).seconds() - half.get(i).seconds()));
            }
        }
        double growth = slopes.isEmpty() ? 0 : middle(slopes) * (half.getLast().seconds() - half.getFirst().seconds());
        return new Trend(name, unit, middle(new ArrayList<>(half.stream().map(figure::applyAsDouble).toList())), growth, bound, growth <= bound);
    }

    /** Everything that a leak would show in. Bounds: some megabytes, and fewer than one thread or file a minute. */
    static List<Trend> all(List<Vitals> looks) {
        return List.of(
                of("resident memory", "MB", 8, looks, Vitals::residentMb),
                of("heap after a collection", "MB", 3, looks, Vitals::heapMb),
                of("direct buffers", "MB", 2, looks, Vitals::directMb),
                of("threads", "", 2, looks, Vitals::threads),
                of("open files", "", 5, looks, Vitals::files));
    }

    private static double middle(List<Double> values) {
        Collections.sort(values);
        int size = values.size();
        return size % 2 == 1 ? values.get(size / 2) : (values.get(size / 2 - 1) + values.get(size / 2)) / 2;
    }
}
