package io.sluice.benchmarks.adapter;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Ways to put adapters together, beside the adapters. */
public record Compositions(List<CompositionRow> rows) {

    public String table() {
        List<String> tasks = List.copyOf(rows.getFirst().byTask().keySet());
        StringBuilder table = new StringBuilder(String.format("%-22s", "right %"));
        tasks.forEach(task -> table.append(String.format("%10s", task)));
        table.append(String.format("%22s%22s%n", "mean", "old tasks"));
        for (CompositionRow row : rows) {
            table.append(String.format("%-22s", row.method()));
            tasks.forEach(task -> table.append(String.format(Locale.ROOT, "%10.1f", 100 * row.byTask().get(task))));
            table.append(String.format("%22s%22s%n", share(row.mean(), row.meanRange()), share(row.oldTasks(), row.oldRange())));
        }
        return table.toString();
    }

    private static String share(double mean, KindRow.@Nullable Range range) {
        String text = String.format(Locale.ROOT, "%.1f", 100 * mean);
        return range == null ? text : text + String.format(Locale.ROOT, " (%.1f..%.1f)", 100 * range.from(), 100 * range.to());
    }
}
