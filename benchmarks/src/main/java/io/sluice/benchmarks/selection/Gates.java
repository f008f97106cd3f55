package io.sluice.benchmarks.selection;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is asked of the measurements. */
final class Gates {

    private static final double BUDGET_MAX = 0.10;
    private static final double RANDOM_BUDGET = 0.25;
    private static final double LESS_DATA = 5;
    private static final double SPEED_UP = 1.7;
    private static final double FLAT = 1.25;

    private Gates() {
    }

    static List<Gate> of(List<SelectionRow> rows, List<Race> races, List<SpeedUp> threads, List<MemoryRow> memory) {
        List<Gate> gates = new ArrayList<>();
        SortedMap<Double, Double> random = losses(rows, Contender.RANDOM);
        if (!random.isEmpty()) {
            gates.add(beatsRandom(Contender.COLOR_FILTER, rows, random));
            gates.add(beatsRandom(Contender.ZIP_FIT, rows, random));
            gates.add(lessData(losses(rows, Contender.COLOR_FILTER), random));
        }
        races.forEach(race -> gates.add(faster(race, row(rows, Contender.ZIP_FIT))));
        if (!threads.isEmpty()) {
            gates.add(new Gate("two threads score at least " + SPEED_UP + " times as many rows as one", threads.stream()
                    .map(each -> each.selector() + text(" %.2f", each.speedUp())).collect(Collectors.joining(", ")),
                    threads.stream().allMatch(each -> each.speedUp() >= SPEED_UP)));
        }
        if (!memory.isEmpty()) {
            gates.add(flat(memory));
        }
        return List.copyOf(gates);
    }

    private static Gate beatsRandom(String selector, List<SelectionRow> rows, SortedMap<Double, Double> random) {
        SortedMap<Double, Double> losses = losses(rows, selector).headMap(Math.nextUp(BUDGET_MAX));
        return new Gate(selector + " has a smaller loss than random at every budget to 10 %",
                losses.entrySet().stream().map(point -> text("%s %.3f against %.3f", percent(point.getKey()), point.getValue(), random.get(point.getKey())))
                        .collect(Collectors.joining(", ")),
                losses.entrySet().stream().allMatch(point -> point.getValue() < random.get(point.getKey())));
    }

    private static Gate lessData(SortedMap<Double, Double> color, SortedMap<Double, Double> random) {
        double budget = random.containsKey(RANDOM_BUDGET) ? RANDOM_BUDGET : random.headMap(1.0).lastKey();
        double wanted = random.get(budget);
        String name = "color-filter comes to random's loss at " + percent(budget) + " with at least 5 times less data";
        return DataRatio.reaches(wanted, color).map(reached -> new Gate(name,
                text("at %s of the pool%s: %.1f times less", percent(reached), reached.equals(color.firstKey()) ? " or before" : "", budget / reached),
                budget / reached >= LESS_DATA)).orElse(new Gate(name, "never", false));
    }

    private static Gate faster(Race race, SelectionRow zipFit) {
        return new Gate("ZIP-FIT selects faster than DSIR (prepared and scored, as " + race.selector() + "; with every target row it can't: see the service's README)",
                text("%.2f CPU seconds a million rows against %.2f, %.2f times as much (%.2f to %.2f in %d rounds); with every target row %.0f",
                        race.cpuSecondsPerMillion(), race.otherCpuSecondsPerMillion(), race.ratio(), race.least(), race.most(), race.rounds(),
                        zipFit.cpuSecondsPerMillion()), race.ratio() < 1);
    }

    private static Gate flat(List<MemoryRow> memory) {
        boolean flat = true;
        List<String> words = new ArrayList<>();
        for (String selector : memory.stream().map(MemoryRow::selector).distinct().toList()) {
            List<MemoryRow> rows = memory.stream().filter(row -> row.selector().equals(selector)).toList();
            double growth = rows.getLast().peakMegabytes() / rows.getFirst().peakMegabytes();
            flat &= growth <= FLAT;
            words.add(text("%s %.0f to %.0f MB from %,d to %,d rows", selector, rows.getFirst().peakMegabytes(), rows.getLast().peakMegabytes(),
                    rows.getFirst().rows(), rows.getLast().rows()));
        }
        return new Gate(text("memory is flat: no more than %.2f times as much for the largest pool", FLAT), String.join("; ", words), flat);
    }

    /** By budget, {@code full}'s with random's. */
    static SortedMap<Double, Double> losses(List<SelectionRow> rows, String selector) {
        SortedMap<Double, Double> losses = new TreeMap<>();
        for (SelectionRow row : rows) {
            boolean end = selector.equals(Contender.RANDOM) && row.selector().equals(Contender.FULL);
            if (row.loss() != null && (row.selector().equals(selector) || end)) {
                losses.put(row.budget(), Objects.requireNonNull(row.loss()));
            }
        }
        return losses;
    }

    private static SelectionRow row(List<SelectionRow> rows, String selector) {
        return rows.stream().filter(row -> row.selector().equals(selector)).findFirst().orElseThrow();
    }

    static String percent(double share) {
        return text(share < 0.1 && share * 100 != Math.rint(share * 100) ? "%.1f %%" : "%.0f %%", share * 100);
    }

    private static String text(String format, Object... parts) {
        return String.format(Locale.ROOT, format, parts);
    }
}
