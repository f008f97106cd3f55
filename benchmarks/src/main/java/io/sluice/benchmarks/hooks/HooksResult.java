package io.sluice.benchmarks.hooks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/** Medians of the rounds. */
public record HooksResult(String model, int rounds, int tokens, List<Row> rows) {

    /**
     * @param cpuMicros CPU time of a decoded token
     * @param ratio     to the variant without a hook of the same round
     * @param quarter   a quarter of the ratios lies below
     * @param threeQuarters and a quarter above
     * @param bytes     allocated a token
     * @param same      the logits are those without a hook, bit for bit
     */
    public record Row(String name, double cpuMicros, double ratio, double quarter, double threeQuarters, double bytes, boolean same) {
    }

    /** Whether none has changed a bit. */
    public boolean same() {
        return rows.stream().allMatch(Row::same);
    }

    public void print(PrintStream out) {
        out.printf("%s, %d tokens a turn, medians of %d rounds, quartiles in brackets%n", model, tokens, rounds);
        out.printf("%-28s %12s %26s %12s %8s%n", "hook", "CPU µs/token", "ratio", "bytes/token", "bits");
        for (Row row : rows) {
            out.printf(Locale.ROOT, "%-28s %12.1f %10.3f [%.3f to %.3f] %12.0f %8s%n", row.name, row.cpuMicros, row.ratio, row.quarter,
                    row.threeQuarters, row.bytes, row.same ? "same" : "differ");
        }
    }

    public void write(Path file) throws IOException {
        Files.writeString(file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(this) + "\n");
    }
}
