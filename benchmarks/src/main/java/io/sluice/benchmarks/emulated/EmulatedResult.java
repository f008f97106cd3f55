package io.sluice.benchmarks.emulated;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/** What came of it. */
public record EmulatedResult(int steps, int items, long seed, List<Row> rows) {

    /**
     * @param styled        share of answers in the style that was tuned
     * @param right         share of right answers, whatever their style
     * @param both          share of right answers in that style
     * @param flopsPerToken without attention
     */
    public record Row(String style, String model, double styled, double right, double both, double flopsPerToken) {
    }

    public void print(PrintStream out) {
        out.printf("%d steps of tuning, %d test items, seed %d%n", steps, items, seed);
        out.printf("%-8s %-30s %8s %8s %8s %14s%n", "style", "model", "styled", "right", "both", "MFLOP/token");
        for (Row row : rows) {
            out.printf(Locale.ROOT, "%-8s %-30s %7.1f%% %7.1f%% %7.1f%% %14.2f%n", row.style, row.model, 100 * row.styled, 100 * row.right,
                    100 * row.both, row.flopsPerToken / 1e6);
        }
    }

    public void write(Path file) throws IOException {
        Files.writeString(file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }
}
