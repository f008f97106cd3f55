package io.sluice.selection.selector.instruction;

import java.util.function.IntUnaryOperator;

/**
 * Lexical diversity (McCarthy and Jarvis 2010): how many words it takes on average until the share of different ones among
 * them falls under 0.72, read forwards and backwards. What is left at the end counts for the part of the way that it has
 * fallen. A text in which it never falls has the diversity of its length.
 */
final class Mtld {

    private static final double THRESHOLD = 0.72;

    private Mtld() {
    }

    /** @param word hash of word i */
    static double of(int words, IntUnaryOperator word, Seen seen) {
        if (words == 0) {
            return 0;
        }
        return (oneWay(words, word, seen) + oneWay(words, i -> word.applyAsInt(words - 1 - i), seen)) / 2;
    }

    private static double oneWay(int words, IntUnaryOperator word, Seen seen) {
        seen.clear();
        int since = 0;
        double factors = 0;
        for (int i = 0; i < words; i++) {
            seen.add(word.applyAsInt(i));
            since++;
            if (seen.size() < THRESHOLD * since) {
                factors++;
                since = 0;
                seen.clear();
            }
        }
        if (since > 0) {
            factors += (1 - seen.size() / (double) since) / (1 - THRESHOLD);
        }
        return factors > 0 ? Math.min(words, words / factors) : words;
    }
}
