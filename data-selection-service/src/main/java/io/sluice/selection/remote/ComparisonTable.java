package io.sluice.selection.remote;

import io.sluice.contracts.selection.Amount;
import io.sluice.contracts.selection.Comparison;
import io.sluice.contracts.selection.ComparisonFindings.AgainstRandom;
import io.sluice.contracts.selection.ComparisonFindings.Mean;
import io.sluice.contracts.selection.ComparisonFindings.Summary;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a comparison came to, a line for each entry and budget; behind a mean half of its 95 % interval, where several seeds tell one. */
final class ComparisonTable {

    private static final String LINE = "%-16s %-9s %4s  %-15s %-15s %-15s %-9s %s%n";

    private ComparisonTable() {
    }

    static void print(Comparison comparison, PrintStream out) {
        out.printf(Locale.ROOT, LINE, "selector", "chosen", "runs", "precision", "loss", "accuracy", "CPU s", "against random");
        for (Summary each : Objects.requireNonNull(comparison.findings()).summaries()) {
            out.printf(Locale.ROOT, LINE, each.entry(), text(each.budget()), each.runs(), percent(each.precision()), nats(each.loss()),
                    percent(each.accuracy()), each.cpuSeconds() == null ? "-" : String.format(Locale.ROOT, "%.2f", each.cpuSeconds().mean()),
                    against(each.againstRandom()));
        }
    }

    static String text(Amount budget) {
        return budget.rows() != null ? budget.rows() + " rows"
                : String.format(Locale.ROOT, "%.4g", 100 * Objects.requireNonNull(budget.share())).replaceFirst("\\.?0+$", "") + " %";
    }

    private static String percent(@Nullable Mean mean) {
        return mean == null ? "-" : String.format(Locale.ROOT, "%.1f", 100 * mean.mean()) + half(mean, 100, "%.1f") + " %";
    }

    private static String nats(@Nullable Mean mean) {
        return mean == null ? "-" : String.format(Locale.ROOT, "%.3f", mean.mean()) + half(mean, 1, "%.3f");
    }

    private static String half(Mean mean, double unit, String format) {
        return mean.runs() < 2 ? "" : " ±" + String.format(Locale.ROOT, format, unit * (mean.high() - mean.mean()));
    }

    private static String against(@Nullable AgainstRandom against) {
        return against == null ? "" : String.format(Locale.ROOT, "%+.1f points, p %s%s", 100 * against.gain().mean(),
                against.pValue() < 1e-4 ? "< 0.0001" : String.format(Locale.ROOT, "%.4f", against.pValue()), against.better() ? ", better" : "");
    }
}
