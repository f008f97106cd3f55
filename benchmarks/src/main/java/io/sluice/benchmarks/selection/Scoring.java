package io.sluice.benchmarks.selection;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What scoring one pool with one selector took and found.
 *
 * @param prepareCpuSeconds    before the first row is scored, the training of auxiliary models included
 * @param cpuSecondsPerMillion of rows that are scored, after a first pass has warmed the code up where passes are short
 * @param heldMegabytes        of heap that the scorer keeps, models of the trainer not counted
 * @param precision            by budget: the share of chosen rows that are wanted
 */
record Scoring(double prepareCpuSeconds, double cpuSecondsPerMillion, double heldMegabytes, Map<Double, Double> precision) {

    /** The precisions, the smallest budget first. */
    String inWords() {
        return new TreeMap<>(precision).entrySet().stream()
                .map(each -> String.format(Locale.ROOT, "%.1f %% at %s", 100 * each.getValue(), Gates.percent(each.getKey()))).collect(Collectors.joining(", "));
    }
}
