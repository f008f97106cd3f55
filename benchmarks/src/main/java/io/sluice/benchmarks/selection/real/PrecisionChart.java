package io.sluice.benchmarks.selection.real;

import io.sluice.platform.chart.Svg;
import java.util.Comparator;
import java.util.List;

/** A line for each selector, the best first, a dot for each kind at its precision, a bar at the mean, and where chance lies; an SVG document that needs nothing else. */
final class PrecisionChart {

    private static final int WIDTH = 832;
    private static final int LEFT = 200;
    private static final int RIGHT = 30;
    private static final int TOP = 64;
    private static final int LINE = 30;
    private static final int TICKS = 5;
    private static final String TITLE = "Of as many passages as there are of a kind, chosen by a small sample of it, so many are of the kind";

    private final Svg svg;

    private PrecisionChart(Svg svg) {
        this.svg = svg;
    }

    static String of(RealResult result) {
        int bottom = TOP + LINE * result.means().size();
        PrecisionChart chart = new PrecisionChart(Svg.of(TITLE, WIDTH, bottom + 50));
        chart.svg.add("<text x=\"12\" y=\"22\" font-size=\"15\">%s</text>", TITLE);
        chart.legend(result.kinds());
        chart.axis(bottom, result.rows().stream().mapToDouble(RealResult.Row::share).average().orElse(0));
        int y = TOP + LINE / 2;
        for (RealResult.Mean mean : result.means().stream().sorted(Comparator.comparingDouble(RealResult.Mean::precisionAtShare).reversed()).toList()) {
            chart.line(result, mean, y);
            y += LINE;
        }
        return chart.svg.end();
    }

    private void legend(List<RealResult.OfKind> kinds) {
        int x = LEFT;
        for (int i = 0; i < kinds.size(); i++) {
            svg.add("<circle cx=\"%d\" cy=\"42\" r=\"5\" fill=\"%s\"/><text x=\"%d\" y=\"46\">%s</text>", x, Svg.colour(i), x + 9, kinds.get(i).kind());
            x += 90;
        }
        svg.add("<path d=\"M%d 34v16\" stroke=\"#444\" stroke-width=\"3\"/><text x=\"%d\" y=\"46\">mean</text>", x, x + 9);
    }

    private void axis(int bottom, double chance) {
        for (int tick = 0; tick <= TICKS; tick++) {
            double share = (double) tick / TICKS;
            svg.add("<path d=\"M%.1f %dV%d\" stroke=\"#ddd\"/><text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d %%</text>", x(share), TOP, bottom, x(share),
                    bottom + 18, Math.round(100 * share));
        }
        svg.add("<path d=\"M%.1f %dV%d\" stroke=\"black\" stroke-dasharray=\"4 3\"/><text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">chance</text>", x(chance), TOP,
                bottom, x(chance), bottom + 34);
    }

    private void line(RealResult result, RealResult.Mean mean, int y) {
        svg.add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%s</text>", LEFT - 12, y + 4, mean.selector());
        svg.add("<path d=\"M%.1f %dv16\" stroke=\"#444\" stroke-width=\"3\"/>", x(mean.precisionAtShare()), y - 8);
        List<RealResult.Row> rows = RealReporter.rows(result, mean.selector());
        for (int i = 0; i < rows.size(); i++) {
            svg.add("<circle cx=\"%.1f\" cy=\"%d\" r=\"5\" fill=\"%s\" fill-opacity=\"0.85\"/>", x(rows.get(i).precisionAtShare()), y, Svg.colour(i));
        }
    }

    private static double x(double share) {
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }
}
