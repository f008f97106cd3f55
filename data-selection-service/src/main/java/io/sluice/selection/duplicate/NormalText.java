package io.sluice.selection.duplicate;

import java.text.Normalizer;
import java.util.Locale;

/** What is left of a text when one doesn't look at its layout: composed Unicode (NFC), each run of white space one space. */
public final class NormalText {

    private NormalText() {
    }

    /** For duplicates that are exact but for layout. Case matters. */
    public static String of(String text) {
        String composed = ascii(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFC);
        StringBuilder normal = new StringBuilder(composed.length());
        boolean space = false;
        for (int i = 0; i < composed.length(); i++) {
            char c = composed.charAt(i);
            if (Character.isWhitespace(c) || c == '\u00a0') {
                space = true;
            } else {
                if (space && !normal.isEmpty()) {
                    normal.append(' ');
                }
                space = false;
                normal.append(c);
            }
        }
        return normal.toString();
    }

    /** For near duplicates: in lower case, too. */
    public static String folded(String text) {
        return of(text).toLowerCase(Locale.ROOT);
    }

    private static boolean ascii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7f) {
                return false;
            }
        }
        return true;
    }
}
