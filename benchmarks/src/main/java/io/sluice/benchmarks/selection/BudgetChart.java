package io.sluice.benchmarks.selection;

import io.sluice.benchmarks.adapter.KindRow.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lines over budgets, which stand one beside the other with equal distances, with their intervals; an SVG document that needs nothing else. */
final class BudgetChart {

    private static final int WIDTH = 832;
    private static final int HEIGHT = 420;
    private static final int LEFT = 72;
    private static final int RIGHT = 190;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final int TICKS = 5;
    /** Between lines, so that their intervals don't hide one another. */
    private static final double APART = 3;
    /** Okabe and Ito's colours, which most people can tell apart, and grey. */
    private static final List<String> COLOURS = List.of("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#888888");

    private final String title;
    private final String up;
    private final List<Double> budgets;
    private final List<Line> lines = new ArrayList<>();

    /** @param range its interval, where there is one */
    record Point(double budget, double value, @Nullable Range range) {

        double low() {
            return range == null ? value : range.from();
        }

        double high() {
            return range == null ? value : range.to();
        }
    }

    private record Line(String name, List<Point> points) {
    }

    BudgetChart(String title, String up, List<Double> budgets) {
        this.title = title;
        this.up = up;
        this.budgets = List.copyOf(budgets);
    }

    void line(String name, List<Point> points) {
        lines.add(new Line(name, List.copyOf(points)));
    }

    /** One document with the charts below one another. */
    static String stacked(List<BudgetChart> charts) {
        StringBuilder svg = new StringBuilder(text("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\">%n", WIDTH, HEIGHT * charts.size()));
        for (int i = 0; i < charts.size(); i++) {
            svg.append(text("<svg y=\"%d\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">%n", i * HEIGHT, WIDTH, HEIGHT))
                    .append(charts.get(i).drawn()).append("</svg>\n");
        }
        return svg.append("</svg>\n").toString();
    }

    private String drawn() {
        // Intervals of three seeds may reach far beyond everything else; what lies outside of the figures' own range is cut.
        double most = lines.stream().flatMap(line -> line.points().stream()).mapToDouble(Point::value).max().orElse(1);
        double top = Math.max(1e-9, most * 1.08);
        StringBuilder svg = new StringBuilder();
        svg.append(text("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n<text x=\"%d\" y=\"22\" font-size=\"15\">%s</text>%n", WIDTH, HEIGHT, LEFT, title));
        for (int tick = 0; tick <= TICKS; tick++) {
            double value = top * tick / TICKS;
            svg.append(text("<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.2f</text>%n", LEFT, y(value, top),
                    WIDTH - RIGHT, LEFT - 6, y(value, top) + 4, value));
        }
        for (double budget : budgets) {
            svg.append(text("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n", x(budget), HEIGHT - BOTTOM + 18, Gates.percent(budget)));
        }
        svg.append(text("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">rows chosen, share of the pool</text>%n", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12));
        svg.append(text("<text transform=\"translate(16 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>%n", (TOP + HEIGHT - BOTTOM) / 2, up));
        for (int i = 0; i < lines.size(); i++) {
            svg.append(drawn(lines.get(i), COLOURS.get(i % COLOURS.size()), TOP + 14 + 20 * i, (i - lines.size() / 2.0) * APART, top));
        }
        return svg.toString();
    }

    private String drawn(Line line, String colour, int legend, double aside, double top) {
        StringBuilder svg = new StringBuilder();
        StringBuilder path = new StringBuilder();
        for (Point point : line.points()) {
            double x = x(point.budget()) + aside;
            path.append(text("%s%.1f %.1f", path.isEmpty() ? "M" : "L", x, y(point.value(), top)));
            svg.append(text("<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/><path d=\"M%.1f %.1fV%.1f\" stroke=\"%s\"/>%n", x, y(point.value(), top), colour,
                    x, y(Math.clamp(point.low(), 0, top), top), y(Math.clamp(point.high(), 0, top), top), colour));
        }
        return svg + text("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n", path, colour)
                + text("<path d=\"M%d %dh18\" stroke=\"%s\" stroke-width=\"3\"/><text x=\"%d\" y=\"%d\">%s</text>%n", WIDTH - RIGHT + 10, legend - 4,
                        colour, WIDTH - RIGHT + 34, legend, line.name());
    }

    private double x(double budget) {
        return LEFT + (budgets.indexOf(budget) + 0.5) / budgets.size() * (WIDTH - RIGHT - LEFT);
    }

    private static double y(double value, double top) {
        return HEIGHT - BOTTOM - value / top * (HEIGHT - BOTTOM - TOP);
    }

    private static String text(String format, Object... parts) {
        return String.format(Locale.ROOT, format.replace("%n", "\n"), parts);
    }
}
