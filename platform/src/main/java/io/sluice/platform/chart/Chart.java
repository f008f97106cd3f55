package io.sluice.platform.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;

/**
 * Lines or bars over numbers or over categories, with intervals and single observations where there are some. The vertical axis is chosen
 * by the figures; an interval that reaches far beyond all of them is cut at its edge, with the head of an arrow there.
 */
public final class Chart {

    private static final int WIDTH = 832;
    private static final int HEIGHT = 420;
    private static final int LEFT = 72;
    private static final int RIGHT = 190;
    private static final int TOP = 40;
    private static final int BOTTOM = 50;
    private static final int TICKS = 5;
    /** Pixels of a letter, about. */
    private static final double LETTER = 6.5;
    private static final int LETTERS_MAX = 22;
    /** Share of the axis that intervals may add to it, at either end. */
    private static final double REACH = 0.4;
    /** Between lines over categories, so that their intervals don't hide one another. */
    private static final double APART = 4;
    private static final double BAR = 0.6;

    private final String title;
    private final String across;
    private final String up;
    private final List<String> categories;
    private final List<Series> series = new ArrayList<>();
    private List<String> note = List.of();
    private boolean fromZero;

    /**
     * A value and where it lies.
     *
     * @param at   the number, or the place of the category, 0 first
     * @param low  of its interval; the value itself where there is none
     * @param seen single observations that it is the mean of; none need be told
     */
    public record Point(double at, double value, double low, double high, List<Double> seen) {

        public Point {
            seen = List.copyOf(seen);
        }

        /** Without an interval. */
        public Point(double at, double value) {
            this(at, value, value, value, List.of());
        }
    }

    private record Series(String name, boolean bars, List<Point> points) {
    }

    private record Axis(double from, double to, double unit) {
    }

    /** Over numbers from 0 on. */
    public Chart(String title, String across, String up) {
        this(title, across, up, List.of());
    }

    /** @param categories one beside the other with equal distances */
    public Chart(String title, String across, String up, List<String> categories) {
        this.title = title;
        this.across = across;
        this.up = up;
        this.categories = List.copyOf(categories);
    }

    /** The vertical axis begins at 0, as it does under bars in any case. */
    public Chart fromZero() {
        fromZero = true;
        return this;
    }

    /** Lines of small print beside the figure. */
    public Chart note(List<String> lines) {
        note = List.copyOf(lines);
        return this;
    }

    public Chart line(String name, List<Point> points) {
        series.add(new Series(name, false, List.copyOf(points)));
        return this;
    }

    public Chart bars(String name, List<Point> points) {
        series.add(new Series(name, true, List.copyOf(points)));
        return fromZero();
    }

    public String svg() {
        return Svg.of(title, WIDTH, HEIGHT).add(drawn()).end();
    }

    /** One document with the charts below one another. */
    public static String stacked(String title, List<Chart> charts) {
        Svg svg = Svg.of(title, WIDTH, HEIGHT * charts.size());
        for (int i = 0; i < charts.size(); i++) {
            svg.add("<svg y=\"%d\" width=\"%d\" height=\"%d\">", i * HEIGHT, WIDTH, HEIGHT).add(charts.get(i).drawn()).add("</svg>");
        }
        return svg.end();
    }

    private Svg drawn() {
        Svg svg = Svg.part();
        Axis axis = axis();
        int bottom = HEIGHT - bottom();
        svg.add("<text x=\"%d\" y=\"22\" font-size=\"15\">%s</text>", LEFT, title);
        for (double value = axis.from(); value <= axis.to() + axis.unit() / 2; value += axis.unit()) {
            svg.add("<path d=\"M%d %.1fH%d\" stroke=\"#ddd\"/><text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%s</text>", LEFT, y(axis, value), WIDTH - RIGHT,
                    LEFT - 6, y(axis, value) + 4, number(value));
        }
        if (categories.isEmpty()) {
            double unit = unit(most() / TICKS);
            for (double value = 0; value <= most() + unit / 1e6; value += unit) {
                svg.add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>", x(value), bottom + 18, number(value));
            }
        }
        for (int i = 0; i < categories.size(); i++) {
            svg.add("<text transform=\"translate(%.1f %d) rotate(%d)\" text-anchor=\"%s\">%s</text>", x(i), bottom + 18, slanted() ? -30 : 0,
                    slanted() ? "end" : "middle", cut(categories.get(i)));
        }
        svg.add("<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">%s</text>", (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 12, across);
        svg.add("<text transform=\"translate(16 %d) rotate(-90)\" text-anchor=\"middle\">%s</text>", (TOP + bottom) / 2, up);
        for (int i = 0; i < note.size(); i++) {
            svg.add("<text x=\"%d\" y=\"%d\" font-size=\"11\" fill=\"#555\">%s</text>", WIDTH - RIGHT + 10, bottom - 15 * (note.size() - 1 - i), note.get(i));
        }
        for (int i = 0; i < series.size(); i++) {
            draw(svg, series.get(i), i, axis);
        }
        return svg;
    }

    private void draw(Svg svg, Series drawn, int index, Axis axis) {
        String colour = Svg.colour(index);
        double aside = categories.isEmpty() || drawn.bars() ? 0 : (index - (series.size() - 1) / 2.0) * APART;
        StringBuilder path = new StringBuilder();
        for (Point point : drawn.points()) {
            double x = x(point.at()) + aside;
            double y = y(axis, point.value());
            if (drawn.bars()) {
                double wide = BAR * slot();
                svg.add("<rect class=\"bar\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\" fill-opacity=\"0.75\"/>", x - wide / 2, y, wide,
                        y(axis, 0) - y, colour);
                svg.add("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"middle\">%s</text>", x, y(axis, Math.max(point.high(), highest(point))) - 6, number(point.value()));
            } else {
                path.append(String.format(Locale.ROOT, "%s%.1f %.1f", path.isEmpty() ? "M" : "L", x, y));
            }
            String ink = drawn.bars() ? "#222" : colour;
            if (point.high() > point.low()) {
                svg.add("<path class=\"interval\" d=\"M%.1f %.1fV%.1f\" stroke=\"%s\" stroke-width=\"1.5\"/>", x, y(axis, point.low()), y(axis, point.high()), ink);
                heads(svg, point, x, axis, ink);
            }
            if (!drawn.bars() && !categories.isEmpty()) {
                svg.add("<circle class=\"mean\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\" fill=\"%s\"/>", x, y, colour);
            }
            for (double seen : point.seen()) {
                svg.add("<circle class=\"seen\" cx=\"%.1f\" cy=\"%.1f\" r=\"2.5\" fill=\"white\" stroke=\"%s\"/>", x + (drawn.bars() ? 8 : 0), y(axis, seen), ink);
            }
        }
        if (!drawn.bars()) {
            svg.add("<path class=\"line\" d=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2\"/>", path.toString(), colour);
        }
        int legend = TOP + 14 + 20 * index;
        svg.add("<path d=\"M%d %dh18\" stroke=\"%s\" stroke-width=\"%d\"/><text x=\"%d\" y=\"%d\">%s</text>", WIDTH - RIGHT + 10, legend - 4, colour,
                drawn.bars() ? 10 : 3, WIDTH - RIGHT + 34, legend, cut(drawn.name()));
    }

    /** Where an interval goes on beyond the figure; not below a 0 that the axis begins at. */
    private void heads(Svg svg, Point point, double x, Axis axis, String ink) {
        if (point.high() > axis.to()) {
            svg.add("<path class=\"head\" d=\"M%.1f %.1fl4 -7l4 7z\" fill=\"%s\"/>", x - 4, y(axis, axis.to()) + 2, ink);
        }
        if (point.low() < axis.from() && axis.from() != 0) {
            svg.add("<path class=\"head\" d=\"M%.1f %.1fl4 7l4 -7z\" fill=\"%s\"/>", x - 4, y(axis, axis.from()) - 2, ink);
        }
    }

    private static double highest(Point point) {
        return point.seen().stream().mapToDouble(Double::doubleValue).max().orElse(point.value());
    }

    private Axis axis() {
        double high = figures().max().orElse(1);
        double low = fromZero ? Math.min(0, figures().min().orElse(0)) : figures().min().orElse(0);
        double reach = REACH * Math.max(high - low, 1e-9);
        double most = Math.min(intervals().max().orElse(high), high + reach);
        double least = Math.max(intervals().min().orElse(low), low - reach);
        double top = Math.max(high, most);
        double bottom = fromZero ? low : Math.min(low, least);
        double unit = unit(Math.max(top - bottom, 1e-9) / TICKS);
        double from = Math.floor(bottom / unit + 1e-9) * unit;
        return new Axis(from, Math.max(from + unit, Math.ceil(top / unit - 1e-9) * unit), unit);
    }

    private DoubleStream figures() {
        return series.stream().flatMap(each -> each.points().stream())
                .flatMapToDouble(point -> DoubleStream.concat(DoubleStream.of(point.value()), point.seen().stream().mapToDouble(Double::doubleValue)));
    }

    private DoubleStream intervals() {
        return series.stream().flatMap(each -> each.points().stream()).flatMapToDouble(point -> DoubleStream.of(point.low(), point.high()));
    }

    private double most() {
        return Math.max(1e-9, series.stream().flatMap(each -> each.points().stream()).mapToDouble(Point::at).max().orElse(1));
    }

    private double slot() {
        return (double) (WIDTH - RIGHT - LEFT) / Math.max(1, categories.size());
    }

    private boolean slanted() {
        return categories.stream().mapToInt(each -> cut(each).length()).max().orElse(0) * LETTER > slot();
    }

    /** Room below the figure: slanted names take more. */
    private int bottom() {
        return BOTTOM + (slanted() ? (int) (categories.stream().mapToInt(each -> cut(each).length()).max().orElse(0) * LETTER / 2) : 0);
    }

    private double x(double at) {
        return LEFT + (categories.isEmpty() ? at / most() * (WIDTH - RIGHT - LEFT) : (at + 0.5) * slot());
    }

    private double y(Axis axis, double value) {
        return HEIGHT - bottom() - (Math.clamp(value, axis.from(), axis.to()) - axis.from()) / (axis.to() - axis.from()) * (HEIGHT - bottom() - TOP);
    }

    private static String cut(String name) {
        return name.length() <= LETTERS_MAX ? name : name.substring(0, LETTERS_MAX - 1) + "…";
    }

    /** 1, 2 or 5 times a power of ten, no less than {@code step}. */
    private static double unit(double step) {
        double power = Math.pow(10, Math.floor(Math.log10(Math.max(step, 1e-9))));
        return step <= power ? power : step <= 2 * power ? 2 * power : step <= 5 * power ? 5 * power : 10 * power;
    }

    private static String number(double value) {
        return Math.abs(value - Math.rint(value)) < 1e-9 ? String.valueOf(Math.round(value))
                : String.format(Locale.ROOT, "%.3g", value).replaceFirst("(\\.\\d*?)0+$", "$1").replaceFirst("\\.$", "");
    }
}
