package io.sluice.standalone.chat;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * What the user sees. On a terminal the large model's words are bold; the line about who wrote what goes to standard
 * error, so that a pipe gets the answer alone.
 *
 * @param large  name of the large model
 */
record Transcript(PrintWriter out, PrintWriter err, boolean styled, Optional<String> large) {

    private static final String BOLD = "\033[1m";
    private static final String DIM = "\033[2m";
    private static final String PLAIN = "\033[0m";

    void piece(String text, String model) {
        out.print(styled && large.filter(model::equals).isPresent() ? BOLD + text + PLAIN : text);
        out.flush();
    }

    void end(ChatOutcome outcome, Duration took) {
        if (!(outcome instanceof ChatOutcome.Refused)) {
            out.println();
            out.flush();
        }
        err.println(switch (outcome) {
            case ChatOutcome.Answered answered -> dim(summary(answered.report(), took));
            case ChatOutcome.Refused refused -> refused.message();
            case ChatOutcome.Cut cut -> "The answer was cut: " + cut.message();
        });
        err.flush();
    }

    /** For example: {@code [entropy: 8 % of 25 tokens by sluice-large, 2 switches, 0.4 s]}. */
    static String summary(JsonNode report, Duration took) {
        Map<String, Integer> tokens = report.path("tokens_by_model").propertyStream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().asInt(), Integer::sum, TreeMap::new));
        int all = tokens.values().stream().mapToInt(Integer::intValue).sum();
        String by = tokens.entrySet().stream()
                .map(entry -> String.format(Locale.ROOT, "%s %.0f %%", entry.getKey(), 100.0 * entry.getValue() / Math.max(1, all)))
                .collect(Collectors.joining(", "));
        int switches = report.path("switches").asInt(0);
        return String.format(Locale.ROOT, "[%s: %d tokens, %s, %d %s, %.1f s]", report.path("policy").asString("?"), all, by, switches,
                switches == 1 ? "switch" : "switches", took.toMillis() / 1000.0);
    }

    private String dim(String text) {
        return styled ? DIM + text + PLAIN : text;
    }
}
