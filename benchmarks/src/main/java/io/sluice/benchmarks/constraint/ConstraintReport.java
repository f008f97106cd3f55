package io.sluice.benchmarks.constraint;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.databind.json.JsonMapper;

/** Mask times beside the published ones of llguidance 0.7.10 (MaskBench, 128k tokens, one thread): p50 46 µs, p99 533 µs. */
public final class ConstraintReport {

    private static final double BAR_P50 = 46;
    private static final double BAR_P99 = 533;

    private final ConstraintBenchmark.Result result;

    private ConstraintReport(ConstraintBenchmark.Result result) {
        this.result = result;
    }

    /** Takes some ten seconds; a third as many documents as measured warm up. */
    public static ConstraintReport measure(int vocabulary, int documents, long seed) {
        return new ConstraintReport(new ConstraintBenchmark(vocabulary, seed).run(documents, Math.max(1, documents / 3), seed + 1));
    }

    /** Whether both published times are met. */
    public boolean met() {
        return result.mask().p50() <= BAR_P50 && result.mask().p99() <= BAR_P99;
    }

    public void print(PrintStream out) {
        out.printf(Locale.ROOT, "%d tokens, prepared in %.0f ms; %d schemas (%d refused), each compiled and read once%n",
                result.vocabulary(), result.vocabularyMillis(), result.documents(), result.refused());
        out.printf("%-22s %10s %10s %10s %10s %10s %10s%n", "microseconds", "count", "mean", "p50", "p99", "p99.9", "max");
        line(out, "mask", result.mask());
        line(out, "mask while warming up", result.cold());
        line(out, "accept", result.accept());
        line(out, "compile", result.compile());
        line(out, "open", result.open());
        out.printf(Locale.ROOT, "published for llguidance: mask p50 %.0f, p99 %.0f: %s%n",
                BAR_P50, BAR_P99, met() ? "met" : "missed");
    }

    private static void line(PrintStream out, String name, Latencies.Summary s) {
        out.printf(Locale.ROOT, "%-22s %10d %10.1f %10.1f %10.1f %10.1f %10.1f%n",
                name, s.count(), s.mean(), s.p50(), s.p99(), s.p999(), s.max());
    }

    public void write(Path file) throws IOException {
        Files.writeString(file, JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(result) + "\n");
    }
}
