package io.sluice.platform.chart;

import java.util.List;
import java.util.Locale;

/** A document as it is written, element by element: numbers with a point, texts escaped, colours that most people can tell apart. */
public final class Svg {

    /** Okabe and Ito's, and grey. */
    private static final List<String> COLOURS = List.of("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000", "#888888");

    private final StringBuilder svg = new StringBuilder();

    private Svg() {
    }

    /** On white, with a title that screen readers read out. */
    public static Svg of(String title, int width, int height) {
        Svg document = new Svg();
        document.add("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">", width, height);
        document.add("<title>%s</title>", title);
        return document.add("<rect width=\"%d\" height=\"%d\" fill=\"white\"/>", width, height);
    }

    /** Where only parts of a document are wanted. */
    static Svg part() {
        return new Svg();
    }

    /** One element or some; texts among the parts are escaped. */
    public Svg add(String format, Object... parts) {
        Object[] escaped = parts.clone();
        for (int i = 0; i < escaped.length; i++) {
            escaped[i] = escaped[i] instanceof String text ? escaped(text) : escaped[i];
        }
        svg.append(String.format(Locale.ROOT, format, escaped)).append('\n');
        return this;
    }

    Svg add(Svg part) {
        svg.append(part.svg);
        return this;
    }

    /** The whole document. */
    public String end() {
        return svg + "</svg>\n";
    }

    /** Of the i-th of several things, 0 first. */
    public static String colour(int i) {
        return COLOURS.get(Math.floorMod(i, COLOURS.size()));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
