package io.sluice.selection.selector.ngram;

import java.nio.charset.StandardCharsets;

/** A text as what a language model of it runs over: bytes of its UTF-8, or words. One thread at a time. */
public final class Symbols {

    /** What a model that has seen nothing expects: bytes are 256, of words there are taken to be a million. */
    private static final double BYTE = 1.0 / 256;
    private static final double WORD = 1.0 / (1 << 20);

    private final boolean bytes;
    private final Words words = new Words();
    private int[] symbols = new int[512];

    public Symbols(boolean bytes) {
        this.bytes = bytes;
    }

    /** Chance of a symbol of which nothing is known. */
    double unseen() {
        return bytes ? BYTE : WORD;
    }

    /** @return how many there are; {@link #array} holds them until the next text is read */
    int read(String text) {
        if (bytes) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            grow(utf8.length);
            for (int i = 0; i < utf8.length; i++) {
                symbols[i] = utf8[i] & 0xff;
            }
            return utf8.length;
        }
        int n = words.read(text);
        grow(n);
        for (int i = 0; i < n; i++) {
            symbols[i] = words.hash(i);
        }
        return n;
    }

    /** How many symbols a text has. */
    public int size(String text) {
        return read(text);
    }

    /** The natural logarithm of a text's chance. */
    public double logProbability(NgramModel.Reader reader, String text) {
        int length = read(text);
        return reader.logProbability(symbols, length);
    }

    int[] array() {
        return symbols;
    }

    private void grow(int length) {
        if (symbols.length < length) {
            symbols = new int[Math.max(length, 2 * symbols.length)];
        }
    }
}
