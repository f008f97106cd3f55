package io.sluice.benchmarks.engine;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The result as people read it. */
final class EngineText {

    private static final double MIB = 1 << 20;
    private static final String COLUMNS = "%-10s %-5s %3s  %8s %8s  %8s %8s  %7s %7s  %7s %7s  %6s %10s %7s %6s %7s%n";

    private EngineText() {
    }

    static String of(EngineResult result) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%n%s%n%.3f billion random weights (%s, seed %d), %d %s of each contender%s%n%n",
                result.machine(), result.model().parameters() / 1e9, result.model().name(), result.seed(), result.starts(),
                result.starts() == 1 ? "start" : "starts", result.quick() ? ", quick" : ""));
        text.append(String.format(COLUMNS, "engine", "", "thr", "prefill", "decode", "prefill", "decode",
                "ratio p", "ratio d", "worst p", "worst d", "of bw", "B/token", "MiB", "load", "others"));
        text.append(String.format(COLUMNS, "", "", "", "tok/cpu", "tok/cpu", "tok/s", "tok/s", "", "", "", "", "", "", "", "s", "cores"));
        for (EngineRow row : result.rows()) {
            append(text, row);
        }
        text.append("""

                tok/cpu: tokens per second of processor time of the whole process; tok/s: per second of wall time. ratio: to
                llama.cpp in the same start, wall time; worst: of the start with the least. of bw: the weights that a token reads
                times tok/s, as a share of what the same number of threads read from memory in the same start. others: cores
                that other programs used meanwhile; with more than a quarter of one a round is disturbed, and counts only
                where none was quiet.

                """);
        for (Agreement agreement : result.agreements()) {
            text.append(String.format(Locale.ROOT, "%-8s %-5s %s and %s: %d of %d next tokens the same, %d near ties, logits within %.3f%n",
                    agreement.agreed() ? "agree" : "DISAGREE", agreement.format(), agreement.engine(), agreement.reference(),
                    agreement.same(), agreement.positions(), agreement.nearTies(), agreement.difference()));
        }
        text.append(System.lineSeparator());
        for (EngineTarget target : result.targets()) {
            text.append(String.format(Locale.ROOT, "%-12s %-48s %9s  (%s %s%s)%n",
                    target.value() == null ? "not measured" : target.disturbed() ? "disturbed" : target.met() ? "met" : "MISSED", target.name(), number(target.value(), 3),
                    target.atLeast() ? "at least" : "below", number(target.limit(), target.atLeast() ? 2 : 0),
                    target.worst() == null ? "" : "; worst " + number(target.worst(), 3)));
        }
        result.notes().forEach(note -> text.append("note: ").append(note).append(System.lineSeparator()));
        return text.toString();
    }

    private static void append(StringBuilder text, EngineRow row) {
        EngineRow.Ratio ratio = row.ratioToLlamaCpp();
        EngineRow.Ratio worst = row.worstRatioToLlamaCpp();
        text.append(String.format(COLUMNS, row.engine(), row.format(), row.threads(),
                number(row.prefillPerCpuSecond(), 2), number(row.decodePerCpuSecond(), 2),
                number(row.prefillPerSecond(), 2), number(row.decodePerSecond(), 2),
                number(ratio == null ? null : (Double) ratio.prefill(), 3), number(ratio == null ? null : (Double) ratio.decode(), 3),
                number(worst == null ? null : (Double) worst.prefill(), 3), number(worst == null ? null : (Double) worst.decode(), 3),
                number(row.bandwidthShare(), 2), number(row.allocatedPerToken(), 0),
                number(row.residentBytes() == null ? null : (Double) (row.residentBytes() / MIB), 0), number(row.loadSeconds(), 1), number(row.otherCores(), 2)));
        if (row.failure() != null) {
            text.append("           ").append(row.failure()).append(System.lineSeparator());
        }
    }

    private static String number(@Nullable Double value, int decimals) {
        return value == null ? "-" : String.format(Locale.ROOT, "%." + decimals + "f", value);
    }
}
