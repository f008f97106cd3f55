package io.sluice.benchmarks.samples;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Shows a result to people and to programs. */
public final class SamplesReporter {

    private SamplesReporter() {
    }

    public static void print(SamplesResult result, PrintStream out) {
        out.printf(Locale.ROOT, "%n%d test items (seed %d), temperature %.2f%n%n", result.items(), result.seed(), result.temperature());
        out.printf("%-14s %-16s %8s %15s %12s %8s%n", "model", "method", "accuracy", "95 % interval", "tokens/item", "cpu");
        for (SamplesResult.Row row : result.rows()) {
            out.printf(Locale.ROOT, "%-14s %-16s %7.1f%% %6.1f – %5.1f%% %12.1f %7.2fx%n", row.model(), row.method(),
                    100 * row.accuracy(), 100 * row.accuracyLow(), 100 * row.accuracyHigh(), row.tokensPerItem(), row.cpuRatio());
        }
        out.printf("%n%-14s %-9s %5s %8s %13s %13s %13s %11s%n", "model", "task", "items", "single", "right tokens", "wrong tokens",
                "first finish", "majority");
        for (SamplesResult.TaskRow row : result.tasks()) {
            out.printf(Locale.ROOT, "%-14s %-9s %5d %7.1f%% %13.1f %13.1f %12.1f%% %10.1f%%%s%n", row.model(), row.task(), row.items(),
                    100 * row.single(), row.rightTokens(), row.wrongTokens(), 100 * row.firstFinish(), 100 * row.majority(),
                    row.firstFinish() < row.single() - 0.02 ? "  first finish loses" : "");
        }
        out.printf("%nFirst Finish Search where lengths are made up, 60 %% of the samples right:%n%n");
        for (SamplesResult.LengthRow row : result.lengths()) {
            out.printf(Locale.ROOT, "%-28s n=%-3d %6.1f%% right, %6.0f tokens%n", row.world(), row.samples(), 100 * row.accuracy(), row.tokens());
        }
        out.println();
    }

    public static void write(SamplesResult result, Path file) throws IOException {
        JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.writeString(file, mapper.writeValueAsString(result) + "\n");
    }
}
