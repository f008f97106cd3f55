package io.sluice.benchmarks.routing;

import java.util.Locale;

/** The result as people read it. */
final class RoutingText {

    private RoutingText() {
    }

    static String of(RoutingResult result) {
        StringBuilder text = new StringBuilder();
        text.append(String.format(Locale.ROOT, "%n%d test items (seed %d), thresholds from %d calibration items%n%n",
                result.items(), result.seed(), result.calibrationItems()));
        text.append(String.format(Locale.ROOT, "%-18s %8s %15s %9s %8s %8s %8s %9s %9s %10s%n",
                "policy", "accuracy", "95 % interval", "of large", "share", "flops", "cpu", "catch-up", "switches", "at cost"));
        for (Row row : result.rows()) {
            text.append(String.format(Locale.ROOT,
                    "%-18s %7.1f%% %6.1f – %5.1f%% %8.1f%% %7.1f%% %7.1f%% %7.1f%% %9.1f %9.2f %9.1f%%%n",
                    row.policy(), 100 * row.accuracy(), 100 * row.accuracyLow(), 100 * row.accuracyHigh(),
                    100 * row.ofLarge(), 100 * row.largeShare(), 100 * row.flopsRatio(), 100 * row.cpuRatio(),
                    row.catchUpPerItem(), row.switchesPerItem(), 100 * row.singlesAtSameCost()));
        }
        for (Row row : result.rows()) {
            if (row.acceptance() != null) {
                text.append(String.format(Locale.ROOT, "%n%s: the large model's own answers; it accepted %.1f %% of the drafts%n",
                        row.policy(), 100 * row.acceptance()));
            }
        }
        text.append("""

                share: tokens by the large model. flops, cpu: relative to the large model alone, with catch-up and the
                small model's own steps. catch-up: tokens read because the other model wrote them, per item.
                at cost: accuracy of the two single models mixed by chance at the same CPU cost.

                """);
        for (Published published : Published.FIGURES) {
            text.append(String.format(Locale.ROOT, "published  %-22s %5.1f %% of the large model at %2.0f %% of tokens, -%.1f %% cost%n",
                    published.pair(), 100 * published.ofLarge(), 100 * published.largeShare(), 100 * published.costSaved()));
        }
        text.append(System.lineSeparator());
        for (Gate gate : result.gates()) {
            text.append(String.format(Locale.ROOT, "%-6s %-58s %6.3f  (limit %.3f)%n",
                    gate.met() ? "met" : "MISSED", gate.name(), gate.value(), gate.limit()));
        }
        return text.toString();
    }
}
