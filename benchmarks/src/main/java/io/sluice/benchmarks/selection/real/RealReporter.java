package io.sluice.benchmarks.selection.real;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Shows a result to people and to programs. */
public final class RealReporter {

    private RealReporter() {
    }

    public static void print(RealResult result, PrintStream out) {
        out.printf(Locale.ROOT, "%n%d passages below %s, seed %d; repeats left out before: %d the same, %d nearly%n%n", result.passages(), result.root(),
                result.seed(), result.exact(), result.near());
        out.printf("%-12s %8s %8s %8s%n", "kind", "files", "target", "pool");
        for (RealResult.OfKind kind : result.kinds()) {
            out.printf("%-12s %8d %8d %8d%n", kind.kind(), kind.files(), kind.sample(), kind.passages());
        }
        result.missing().forEach(kind -> out.println("left out: " + kind));
        out.printf("%nof the best 5 %% / of as many as there are of the kind, these are of the kind%n%n%-28s", "selector");
        result.kinds().forEach(kind -> out.printf("%13s", kind.kind()));
        out.printf("%13s %10s%n", "mean", "CPU s");
        for (RealResult.Mean mean : result.means()) {
            out.printf("%-28s", mean.selector());
            for (RealResult.Row row : rows(result, mean.selector())) {
                out.print(both(row.precisionAt5(), row.precisionAtShare()));
            }
            out.printf(Locale.ROOT, "%s %10.2f%n", both(mean.precisionAt5(), mean.precisionAtShare()), mean.cpuSeconds());
        }
        out.println();
    }

    private static String both(double five, double share) {
        return String.format("%13s", String.format(Locale.ROOT, "%.1f / %.1f", 100 * five, 100 * share));
    }

    static List<RealResult.Row> rows(RealResult result, String selector) {
        return result.rows().stream().filter(row -> row.selector().equals(selector)).toList();
    }

    public static void write(RealResult result, Path file) throws IOException {
        JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.writeString(file, mapper.writeValueAsString(result) + "\n");
    }

    public static void draw(RealResult result, Path file) throws IOException {
        Files.writeString(file, PrecisionChart.of(result));
    }
}
