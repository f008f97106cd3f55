package io.sluice.benchmarks.serving;

import io.sluice.benchmarks.serving.ServingResult.Level;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Shows a result to people and to programs. */
public final class ServingReporter {

    private ServingReporter() {
    }

    public static void print(ServingResult result, PrintStream out) {
        out.println(text(result));
    }

    /** JSON with the keys {@code models[].levels[].inFlight, tokensPerSecond, firstToken{p50,p99}}, {@code eight.ratio} and more. */
    public static void write(ServingResult result, Path file) throws IOException {
        JsonMapper mapper = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        Files.writeString(file, mapper.writeValueAsString(result) + "\n");
    }

    static String text(ServingResult result) {
        StringBuilder text = new StringBuilder();
        add(text, "%s; %d slots; prompts of %d tokens, answers of %d; the load comes from another process", result.machine(), result.slots(),
                result.prompt(), result.answer());
        result.models().forEach(model -> add(text, model));
        return text.toString();
    }

    private static void add(StringBuilder text, ServingResult.Model model) {
        add(text, "%n%s%n   in flight   tokens/s   per CPU-s   cores   first token p50    p99 ms   per token p50    p99 ms", model.model());
        model.levels().forEach(level -> add(text, level, ""));
        if (model.openLoop() != null) {
            add(text, model.openLoop(), "   (open loop, mean in flight)");
        }
        if (model.llamaCpp() != null) {
            model.llamaCpp().forEach(slots -> add(text, "   %9d   %8.1f   %9.1f   llama.cpp, its own loop", slots.inFlight(), slots.tokensPerSecond(),
                    slots.tokensPerCpuSecond()));
        }
        ServingResult.Eight eight = model.eight();
        add(text, "   eight in a row %.1f tokens/s, together %.1f: %.2fx (target %.0fx, %s); per CPU-second %.2fx", eight.inARowPerSecond(),
                eight.togetherPerSecond(), eight.ratio(), eight.target(), eight.met() ? "met" : "missed", eight.cpuRatio());
        ServingResult.LongPrompt prompt = model.longPrompt();
        add(text, "   first token of a short request: alone %.0f ms, during a prompt of %d tokens %.0f ms (two of the slowest passes: %.0f ms);"
                + " the long one %.0f ms alone, %.0f ms with it", prompt.shortAloneMillis(), prompt.tokens(), prompt.shortDuringMillis(),
                prompt.boundMillis(), prompt.aloneMillis(), prompt.longDuringMillis());
        ServingResult.SharedPrefix shared = model.sharedPrefix();
        add(text, "   eight with a common prefix of %d tokens: %d cached (%s), first token p50 %.0f ms, %.2f CPU-s; without: %.0f ms, %.2f CPU-s",
                shared.tokens(), shared.cachedTokens(), shared.computedOnce() ? "computed once" : "computed more than once",
                shared.sharedFirstMillis(), shared.sharedCpuSeconds(), shared.differentFirstMillis(), shared.differentCpuSeconds());
    }

    private static void add(StringBuilder text, Level level, String note) {
        add(text, "   %9.1f   %8.1f   %9.1f   %5.2f   %15.0f   %6.0f   %13.1f   %6.1f%s", level.inFlight(), level.tokensPerSecond(),
                level.tokensPerCpuSecond(), level.cores(), level.firstToken().p50(), level.firstToken().p99(), level.token().p50(),
                level.token().p99(), note);
    }

    private static void add(StringBuilder text, String format, Object... arguments) {
        text.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }
}
