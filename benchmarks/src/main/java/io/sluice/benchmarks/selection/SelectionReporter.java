package io.sluice.benchmarks.selection;

import io.sluice.benchmarks.adapter.KindRow.Range;
import io.sluice.platform.chart.Chart;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Shows a result to people and to programs. */
public final class SelectionReporter {

    private static final double PERCENT = 100;

    private SelectionReporter() {
    }

    public static void print(SelectionResult result, PrintStream out) {
        MixedPool.Mix mix = result.mix();
        out.printf(Locale.ROOT, "%n%s%n%,d rows, %.1f %% of them %s, %.1f %% the same answered wrongly; target: %d rows; seeds %s%n", result.machine(),
                mix.rows(), mix.wanted() * PERCENT, String.join(", ", mix.kinds()), mix.spoiled() * PERCENT, mix.targets(), result.seeds());
        if (!result.rows().isEmpty()) {
            recovery(result, out);
        }
        if (result.rows().stream().anyMatch(row -> row.loss() != null)) {
            training(result, out);
        }
        threads(result.threads(), out);
        memory(result.memory(), out);
        out.println("\npublished, of other models and data:");
        result.published().forEach(each -> out.printf("  %s: %s%n", each.source(), each.figure()));
        out.println();
        result.gates().forEach(gate -> out.printf("%-6s %s: %s%n", gate.met() ? "met" : "MISSED", gate.name(), gate.measured()));
    }

    private static void recovery(SelectionResult result, PrintStream out) {
        List<Double> budgets = result.rows().stream().map(SelectionRow::budget).filter(budget -> budget < 1).distinct().sorted().toList();
        out.printf("%nshare of the chosen rows that are wanted, by budget%n%-43s", "selector");
        budgets.forEach(budget -> out.printf("%8s", Gates.percent(budget)));
        out.printf("%14s%12s%10s%n", "CPU s/million", "prepare s", "heap MB");
        for (List<SelectionRow> rows : List.of(result.rows(), result.variants())) {
            for (String selector : rows.stream().map(SelectionRow::selector).distinct().toList()) {
                List<SelectionRow> own = rows.stream().filter(row -> row.selector().equals(selector)).toList();
                out.printf("%-43s", selector);
                own.stream().limit(own.getFirst().budget() < 1 ? own.size() : 0).forEach(row -> out.printf(Locale.ROOT, "%7.1f%%", row.precision() * PERCENT));
                if (own.getFirst().budget() == 1) {
                    out.printf(Locale.ROOT, "%" + 8 * budgets.size() + "s", String.format(Locale.ROOT, "of all %.1f%%", own.getFirst().precision() * PERCENT));
                }
                out.printf(Locale.ROOT, "%14.2f%12.2f%10.1f%n", own.getFirst().cpuSecondsPerMillion(), own.getFirst().prepareCpuSeconds(),
                        own.getFirst().heldMegabytes());
            }
        }
    }

    private static void training(SelectionResult result, PrintStream out) {
        out.printf("%nafter training on the choice%n%-26s%8s%7s%9s  %-16s%9s  %-14s%16s%n", "selector", "budget", "steps", "loss", "95 %", "right", "95 %",
                "random needs");
        for (SelectionRow row : Stream.concat(result.rows().stream(), result.variants().stream()).toList()) {
            if (row.loss() != null) {
                out.printf(Locale.ROOT, "%-26s%8s%7d%9.3f  %-16s%8.1f%%  %-14s%16s%n", row.selector(), Gates.percent(row.budget()), row.steps(), row.loss(),
                        range(row.lossRange(), 1, "%.3f"), Objects.requireNonNull(row.accuracy()) * PERCENT, range(row.accuracyRange(), PERCENT, "%.1f"),
                        new DataRatio(Objects.requireNonNull(row.dataRatioToRandom()), Objects.requireNonNull(row.dataRatioBound())) + " times");
            }
        }
    }

    private static void threads(List<SpeedUp> threads, PrintStream out) {
        threads.forEach(each -> out.printf(Locale.ROOT, "%n%s: %,.0f rows a second on one thread, %.2f times as many on two (median of %d rounds %.2f; "
                + "CPU time of a row %.2f times)", each.selector(), each.rowsPerSecond(), each.speedUp(), each.rounds(), each.median(), each.cpuRatio()));
        if (!threads.isEmpty()) {
            out.println();
        }
    }

    private static void memory(List<MemoryRow> memory, PrintStream out) {
        memory.forEach(row -> out.printf(Locale.ROOT, "%n%s from %,d rows (%.0f MB): process %.0f MB with a heap of %.0f MB at most, %.1f s",
                row.selector(), row.rows(), row.poolMegabytes(), row.peakMegabytes(), row.heapMaxMegabytes(), row.seconds()));
        if (!memory.isEmpty()) {
            out.println();
        }
    }

    private static String range(@Nullable Range range, double unit, String format) {
        return range == null ? "" : String.format(Locale.ROOT, format + " to " + format, range.from() * unit, range.to() * unit);
    }

    /** JSON with the keys {@code rows[].selector, budget, precision, loss, accuracy, dataRatioToRandom, cpuSecondsPerMillion} and more. */
    public static void write(SelectionResult result, Path file) throws IOException {
        JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.writeString(file, mapper.writeValueAsString(result) + "\n");
    }

    /** Precision above, then loss and accuracy where they were measured. */
    public static void draw(SelectionResult result, Path file) throws IOException {
        List<Double> budgets = result.rows().stream().map(SelectionRow::budget).distinct().sorted().toList();
        Chart precision = chart("Share of chosen rows that are wanted", "share", budgets);
        Chart loss = chart("Loss on held-out items after training on the choice", "nats a token", budgets);
        Chart accuracy = chart("Held-out items answered rightly after training on the choice", "share", budgets);
        for (String selector : result.rows().stream().map(SelectionRow::selector).distinct().toList()) {
            List<SelectionRow> rows = result.rows().stream().filter(row -> row.selector().equals(selector)).toList();
            precision.line(selector, rows.stream().map(row -> point(budgets, row, row.precision(), row.precisionRange())).toList());
            if (rows.getFirst().loss() != null) {
                loss.line(selector, rows.stream().map(row -> point(budgets, row, Objects.requireNonNull(row.loss()), row.lossRange())).toList());
                accuracy.line(selector, rows.stream().map(row -> point(budgets, row, Objects.requireNonNull(row.accuracy()), row.accuracyRange())).toList());
            }
        }
        boolean trained = result.rows().stream().anyMatch(row -> row.loss() != null);
        Files.writeString(file, Chart.stacked("Selectors compared", trained ? List.of(precision, loss, accuracy) : List.of(precision)));
    }

    private static Chart chart(String title, String up, List<Double> budgets) {
        return new Chart(title, "rows chosen, share of the pool", up, budgets.stream().map(Gates::percent).toList()).fromZero();
    }

    private static Chart.Point point(List<Double> budgets, SelectionRow row, double value, @Nullable Range range) {
        int at = budgets.indexOf(row.budget());
        return range == null ? new Chart.Point(at, value) : new Chart.Point(at, value, range.from(), range.to(), List.of());
    }
}
