package io.sluice.benchmarks.adapter;

import java.util.List;
import java.util.Locale;

/** Ways to choose adapters, side by side, and what is asked of them. */
public record Selections(List<SelectionRow> rows) {

    private static final double OF_ORACLE_MIN = 0.9;

    /** Arrow or MHR come near the oracle. */
    public boolean met() {
        return rows.stream().anyMatch(row -> (row.method().equals("arrow") || row.method().equals("mhr")) && row.ofOracle() >= OF_ORACLE_MIN);
    }

    public String table() {
        StringBuilder table = new StringBuilder(String.format("%-28s %22s %10s %14s%n", "method", "right %", "of oracle", "chosen right %"));
        for (SelectionRow row : rows) {
            table.append(String.format(Locale.ROOT, "%-28s %22s %10.3f %14s%n",
                    row.method() + (row.adapter() == null ? "" : " (" + row.adapter() + ")"),
                    String.format(Locale.ROOT, "%.1f (%.1f..%.1f)", 100 * row.accuracy(), 100 * row.low(), 100 * row.high()), row.ofOracle(),
                    row.chosenRight() == null ? "" : String.format(Locale.ROOT, "%.1f", 100 * row.chosenRight())));
        }
        return table.append(met() ? "the target is met" : "missed: arrow or mhr at least 90 % of the oracle").append('\n').toString();
    }
}
