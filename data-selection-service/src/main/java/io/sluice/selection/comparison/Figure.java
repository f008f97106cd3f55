package io.sluice.selection.comparison;

import io.sluice.contracts.selection.Amount;
import io.sluice.contracts.selection.Comparison;
import io.sluice.contracts.selection.Comparison.Run;
import io.sluice.contracts.selection.ComparisonFindings.Mean;
import io.sluice.contracts.selection.ComparisonRequest;
import io.sluice.contracts.selection.ComparisonRequest.Entry;
import io.sluice.platform.chart.Chart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a chart of a comparison shows of its runs: the mean over seeds with its 95 % interval, and each run as a dot; as bars where there is
 * one budget, as lines over budgets where there are several. Runs that have not ended, or not well, are left out.
 */
public enum Figure {

    ACCURACY("Held-out questions answered rightly after training on the choice", "share of the questions", Findings::accuracy),
    LOSS("Loss on held-out responses after training on the choice", "nats a token", Findings::loss),
    PRECISION("Chosen rows that are wanted", "share of the chosen rows", Findings::precision),
    COST("Cost of choosing", "CPU seconds of a selection job", Findings::cpuSeconds);

    private final String title;
    private final String unit;
    private final Function<Run, @Nullable Double> value;

    Figure(String title, String unit, Function<Run, @Nullable Double> value) {
        this.title = title;
        this.unit = unit;
        this.value = value;
    }

    /** As callers name it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What is looked at first. */
    public static Figure usual(ComparisonRequest request) {
        return request.training() != null ? ACCURACY : request.wanted() != null ? PRECISION : COST;
    }

    /** Whether any run has it. */
    public boolean knownOf(Comparison comparison) {
        return comparison.runs().stream().anyMatch(run -> run.status() == Comparison.RunStatus.DONE && value.apply(run) != null);
    }

    /** A document that needs nothing else. */
    public String svg(Comparison comparison) {
        ComparisonRequest request = comparison.request();
        List<String> budgets = request.budgets().stream().map(Figure::text).toList();
        boolean bars = budgets.size() == 1;
        Chart chart = bars
                ? new Chart(title + ", " + budgets.getFirst() + " chosen", "selector", unit, request.entries().stream().map(Entry::name).toList())
                : new Chart(title, "rows chosen", unit, budgets);
        chart.note(List.of((bars ? "bar" : "line") + ": mean over seeds", "stroke: its 95 % interval", "arrow: which goes on", "ring: one run"));
        if (this != LOSS) {
            chart.fromZero();
        }
        for (int entry = 0; entry < request.entries().size(); entry++) {
            String name = request.entries().get(entry).name();
            List<Chart.Point> points = new ArrayList<>();
            for (int budget = 0; budget < budgets.size(); budget++) {
                Chart.Point point = point(bars ? entry : budget, Findings.well(comparison, name, request.budgets().get(budget)));
                if (point != null) {
                    points.add(point);
                }
            }
            if (bars) {
                chart.bars(name, points);
            } else {
                chart.line(name, points);
            }
        }
        return chart.svg();
    }

    private Chart.@Nullable Point point(int at, List<Run> runs) {
        List<Run> known = runs.stream().filter(run -> value.apply(run) != null).toList();
        Mean mean = Findings.mean(known, value);
        return mean == null ? null
                : new Chart.Point(at, mean.mean(), mean.low(), mean.high(), known.stream().map(run -> Objects.requireNonNull(value.apply(run))).toList());
    }

    private static String text(Amount budget) {
        if (budget.rows() != null) {
            return budget.rows() + " rows";
        }
        return String.format(Locale.ROOT, "%.4g", 100 * Objects.requireNonNull(budget.share())).replaceFirst("\\.?0+$", "") + " %";
    }
}
