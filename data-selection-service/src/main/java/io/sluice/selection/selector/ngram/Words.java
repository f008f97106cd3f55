package io.sluice.selection.selector.ngram;

import java.util.Arrays;

/**
 * Cuts a text into words and punctuation without making a string of either: runs of letters and digits in lower case, and
 * runs of anything else that is no white space (NLTK's {@code wordpunct}, which DSIR uses). One thread at a time; read again
 * and again, it makes no garbage once it has met its longest text.
 */
public final class Words {

    private static final byte BLANK = 0;
    private static final byte WORD = 1;
    private static final byte OTHER = 2;
    private static final byte[] KIND = new byte[Character.MAX_VALUE + 1];
    private static final char[] LOWER = new char[Character.MAX_VALUE + 1];
    private static final int SHOWN_MAX = 60;
    private static final int PRIME = 0x01000193;

    static {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            boolean word = Character.isLetterOrDigit(c) || c == '_' || Character.isSurrogate((char) c);
            KIND[c] = word ? WORD : Character.isWhitespace(c) || Character.isISOControl(c) ? BLANK : OTHER;
            LOWER[c] = Character.toLowerCase((char) c);
        }
    }

    private char[] text = new char[1_024];
    private int[] hash = new int[256];
    private int[] from = new int[256];
    private int[] to = new int[256];
    private int count;

    /** @return how many words there are; they stay until the next text is read */
    public int read(String of) {
        int length = of.length();
        if (text.length < length) {
            text = new char[Math.max(length, 2 * text.length)];
        }
        of.getChars(0, length, text, 0);
        char[] chars = text;
        count = 0;
        int i = 0;
        while (i < length) {
            byte kind = KIND[chars[i]];
            if (kind == BLANK) {
                i++;
                continue;
            }
            int start = i;
            int h = 0x811c9dc5;
            do {
                h = (h ^ LOWER[chars[i]]) * PRIME;
                i++;
            } while (i < length && KIND[chars[i]] == kind);
            add(h, start, i);
        }
        return count;
    }

    private void add(int h, int start, int end) {
        if (count == hash.length) {
            hash = Arrays.copyOf(hash, 2 * count);
            from = Arrays.copyOf(from, 2 * count);
            to = Arrays.copyOf(to, 2 * count);
        }
        hash[count] = h;
        from[count] = start;
        to[count] = end;
        count++;
    }

    /** A hash of word i in lower case. */
    public int hash(int i) {
        return hash[i];
    }

    /** Word i as it is written. */
    public String word(int i) {
        return new String(text, from[i], to[i] - from[i]);
    }

    /** Words i to j as they are written, with what stands between them on one line; of a long run its beginning. */
    String words(int i, int j) {
        int length = Math.min(to[j] - from[i], SHOWN_MAX);
        return new String(text, from[i], length).replaceAll("\\s+", " ") + (length < to[j] - from[i] ? "…" : "");
    }

    /** Whether word i is one of letters or digits, not of punctuation. */
    public boolean isWord(int i) {
        return KIND[text[from[i]]] == WORD;
    }

    /** Characters of word i. */
    public int length(int i) {
        return to[i] - from[i];
    }
}
