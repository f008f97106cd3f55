package io.sluice.benchmarks.selection.real;

import java.util.Set;
import java.util.regex.Pattern;

/**
 * The words of a manual page without roff's markup, by which every selector would know it. No formatter: macros that carry
 * text give their text, all others a line break, and escapes go or become the character they stand for.
 */
final class Roff {

    private static final Set<String> WITH_TEXT = Set.of("SH", "SS", "B", "I", "BR", "RB", "IR", "RI", "BI", "IB", "SM", "SB",
            "Sh", "Ss", "Nm", "Nd", "Ar", "Fl", "Cm", "Pa", "Em", "Sy", "Li", "Va", "Fa", "Fn", "Ft", "Vt", "Dv", "Ev", "Er", "Xr", "Dl",
            "Dq", "Sq", "Ql", "Op", "It");
    private static final Pattern FONT = Pattern.compile("\\\\f(?:\\[[^\\]]*]|\\(..|.)|\\\\s[-+]?\\d+|\\\\[&/,|^%:]|\\\\\".*");
    private static final Pattern QUOTE = Pattern.compile("\\\\\\((?:aq|dq|lq|rq|oq|cq)|\\\\\\[(?:aq|dq|lq|rq|oq|cq)]");
    private static final Pattern OTHER = Pattern.compile("\\\\(?:\\(..|\\[[^\\]]*]|\\*(?:\\(..|\\[[^\\]]*]|.))");

    private Roff() {
    }

    static String plain(String page) {
        StringBuilder text = new StringBuilder(page.length());
        boolean open = false;
        for (String line : page.lines().toList()) {
            boolean macro = line.startsWith(".") || line.startsWith("'");
            String words = macro ? ofMacro(line.substring(1).strip()) : line;
            if (words.isBlank()) {
                text.append(open ? "\n" : "");
                open = false;
            } else {
                text.append(unescaped(words).strip()).append('\n');
                open = true;
            }
        }
        return text.toString();
    }

    private static String ofMacro(String line) {
        int end = 0;
        while (end < line.length() && !Character.isWhitespace(line.charAt(end))) {
            end++;
        }
        return WITH_TEXT.contains(line.substring(0, end)) ? line.substring(end).replace("\"", "") : "";
    }

    private static String unescaped(String line) {
        String text = FONT.matcher(line).replaceAll("");
        text = QUOTE.matcher(text).replaceAll("'");
        text = text.replace("\\-", "-").replace("\\(bu", "*").replace("\\(co", "(c)").replace("\\ ", " ").replace("\\~", " ").replace("\\0", " ");
        return OTHER.matcher(text).replaceAll("").replace("\\e", "\\").replace("\\\\", "\\");
    }
}
