package io.sluice.selection.duplicate;

import java.text.Normalizer;
import java.util.Locale;

/**
 * What is left of a text when one doesn't look at its layout: composed Unicode (NFC), each run of white space and control
 * characters one space.
 */
public final class NormalText {

    private NormalText() {
    }

    /** For duplicates that are exact but for layout. Case matters. */
    public static String of(String text) {
        String composed = ascii(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFC);
        char[] normal = new char[composed.length()];
        int length = 0;
        boolean space = false;
        for (int i = 0; i < composed.length(); i++) {
            char c = composed.charAt(i);
            if (white(c)) {
                space = true;
            } else {
                if (space && length > 0) {
                    normal[length++] = ' ';
                }
                space = false;
                normal[length++] = c;
            }
        }
        return new String(normal, 0, length);
    }

    private static boolean white(char c) {
        return c <= ' ' || c > '~' && (Character.isWhitespace(c) || c == '\u00a0');
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
