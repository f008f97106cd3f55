package io.sluice.benchmarks.workflow.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Lines over a number that goes up in equal steps, as an SVG document that needs nothing else. */
public final class LineChart {

    private static final int WIDTH = 832;
    private static final int HEIGHT = 440;
    private static final int LEFT = 72;
    private static final int RIGHT = 190;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final int TICKS = 5;
    /** Okabe and Ito's colours, which most people can tell apart. */
    private static final List<String> COLOURS = List.of("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000");

    private final String title;
    private final String across;
    private final String up;
    private final List<Line> lines = new ArrayList<>();

    private record Line(String name, double step, List<Double> points) {
    }

    public LineChart(String title, String across, String up) {
        this.title = title;
        this.across = across;
        this.up = up;
    }

    /** @param step between points; the first is at one step */
    public void line(String name, double step, List<Double> points) {
        lines.add(new Line(name, step, List.copyOf(points)));
    }

    /** One document with the charts below one another. */
    public static String stacked(List<LineChart> charts) {
        StringBuilder svg = new StringBuilder(text("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\">%n", WIDTH, HEIGHT * charts.size()));
        for (int i = 0; i < charts.size(); i++) {
            svg.append(text("<svg y=\"%d\" width=\"%d\" height=\"%d\">%n", i * HEIGHT, WIDTH, HEIGHT)).append(charts.get(i).svg()).append("</svg>\n");
        }
        return svg.append("</svg>\n").toString();
    }

    public String svg() {
        double most = lines.stream().mapToDouble(line -> line.step() * line.points().size()).max().orElse(1);
        double high = lines.stream().flatMap(line -> line.points().stream()).mapToDouble(Double::doubleValue).max().orElse(1);
        double low = lines.stream().flatMap(line -> line.points().stream()).mapToDouble(Double::doubleValue).min().orElse(0);
        double unit = unit((high - low) / TICKS);
        double bottom = Math.floor(low / unit) * unit;
        double top = Math.max(bottom + unit, Math.ceil(high / unit) * unit);
        StringBuilder svg = new StringBuilder();
        svg.append(text("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">%n", WIDTH, HEIGHT));
        svg.append(text("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n", WIDTH, HEIGHT));
        svg.append(text("<text x=\"%d\" y=\"22\" font-size=\"15\">%s</text>%n", LEFT, escaped(title)));
        for (double value = bottom; value <= top + unit / 2; value += unit) {
            double y = place(value, bottom, top, HEIGHT - BOTTOM, TOP);
            svg.append(text("<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>%n", LEFT, y,
                    WIDTH - RIGHT, LEFT - 6, y + 4, number(value)));
        }
        double tick = unit(most / TICKS);
        for (double value = 0; value <= most; value += tick) {
            svg.append(text("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>%n", place(value, 0, most, LEFT, WIDTH - RIGHT),
                    HEIGHT - BOTTOM + 18, number(value)));
        }
        svg.append(text("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>%n", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, escaped(across)));
        svg.append(text("<text transform=\"translate(16 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>%n", (TOP + HEIGHT - BOTTOM) / 2, escaped(up)));
        for (int i = 0; i < lines.size(); i++) {
            svg.append(drawn(lines.get(i), COLOURS.get(i % COLOURS.size()), TOP + 14 + 20 * i, most, bottom, top));
        }
        return svg.append(text("</svg>%n")).toString();
    }

    private static String drawn(Line line, String colour, int legend, double most, double bottom, double top) {
        StringBuilder path = new StringBuilder();
        for (int i = 0; i < line.points().size(); i++) {
            path.append(text("%s%.1f %.1f", i == 0 ? "M" : "L", place((i + 1) * line.step(), 0, most, LEFT, WIDTH - RIGHT),
                    place(line.points().get(i), bottom, top, HEIGHT - BOTTOM, TOP)));
        }
        return text("<path d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>%n", path, colour)
                + text("<path d=\"M%d %dh18\" stroke=\"%s\" stroke-width=\"3\"/><text x=\"%d\" y=\"%d\">%s</text>%n", WIDTH - RIGHT + 10, legend - 4,
                        colour, WIDTH - RIGHT + 34, legend, escaped(line.name()));
    }

    private static double place(double value, double from, double to, double start, double end) {
        return start + (value - from) / (to - from) * (end - start);
    }

    /** 1, 2 or 5 times a power of ten, no less than {@code step}. */
    private static double unit(double step) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(step, 1e-9))));
        return step <= power ? power : step <= 2 * power ? 2 * power : step <= 5 * power ? 5 * power : 10 * power;
    }

    private static String number(double value) {
        return Math.abs(value - Math.rint(value)) < 1e-9 ? String.valueOf(Math.round(value)) : String.format(Locale.ROOT, "%.3g", value);
    }

    private static String text(String format, Object... parts) {
        return String.format(Locale.ROOT, format.replace("%n", "\n"), parts);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
