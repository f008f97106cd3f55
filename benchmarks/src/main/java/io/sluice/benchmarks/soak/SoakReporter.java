package io.sluice.benchmarks.soak;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeMap;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Shows a result to people and to programs. */
public final class SoakReporter {

    private SoakReporter() {
    }

    public static void print(SoakResult result, PrintStream out) {
        out.println(text(result));
    }

    /** JSON with the keys {@code passed, trends[]{name,at,growth,bound,steady}, clean, wrong[], outcomes, looks[]}. */
    public static void write(SoakResult result, Path file) throws IOException {
        JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        var tree = mapper.valueToTree(result).asObject().put("passed", result.passed());
        Files.writeString(file, mapper.writeValueAsString(tree) + "\n");
    }

    static String text(SoakResult result) {
        StringBuilder text = new StringBuilder();
        add(text, "%d requests in %.0f s, %d rounds", result.requests(), result.seconds(), result.rounds());
        new TreeMap<>(result.outcomes()).forEach((outcome, count) -> add(text, "   %6d  %s", count, outcome));
        if (result.trends() == null) {
            add(text, "fewer than %d looks: too short to tell what grows", Trend.LOOKS_MIN);
        } else {
            result.trends().forEach(trend -> add(text, "   %-24s %8.1f %-2s  grew by %.2f in the second half (at most %.0f: %s)", trend.name(),
                    trend.at(), trend.unit(), trend.growth(), trend.bound(), trend.steady() ? "steady" : "NOT STEADY"));
        }
        Vitals end = result.end();
        add(text, "at the end %d sequences run, %d requests wait, keys and values take %.3f MB, and %.3f MB are kept: %s", end.running(), end.queued(),
                end.kvMb(), end.prefixMb(), result.clean() ? "clean" : "NOT CLEAN");
        result.wrong().forEach(each -> add(text, "WRONG %s", each));
        add(text, result.passed() ? "passed" : "failed");
        return text.toString();
    }

    private static void add(StringBuilder text, String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
