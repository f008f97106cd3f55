package io.sluice.workflow.scheduling.taskclass;

import java.util.HexFormat;
import java.util.Locale;

/**
 * A text as 256 bits, so that like texts differ in few of them (Charikar's SimHash, STOC 2002).
 *
 * <p>Features are words, with every digit read as 0, their neighbours in pairs, and three letters in a row. Each feature's
 * hash gives 256 signs; bit i is the sign of their sum. For two texts whose feature vectors enclose the angle θ, a bit
 * differs with probability θ/π, so {@code likeness = cos(π · differing / 256)}, with a standard error of about 0.1.
 *
 * @param bits 64 hexadecimal digits; nothing of the text can be read from them
 */
public record Sketch(String bits) {

    private static final int WORDS = 4;
    private static final int CHARACTERS_MAX = 4_096;

    /** @throws IllegalArgumentException unless {@code bits} are 64 hexadecimal digits */
    public Sketch {
        if (bits.length() != WORDS * 16 || !bits.chars().allMatch(HexFormat::isHexDigit)) {
            throw new IllegalArgumentException("a sketch has 64 hexadecimal digits, not '" + bits + "'");
        }
    }

    /** Of the text's first 4,096 characters. */
    public static Sketch of(String text) {
        int[] votes = new int[WORDS * 64];
        String previous = "";
        String head = text.length() > CHARACTERS_MAX ? text.substring(0, CHARACTERS_MAX) : text;
        for (String word : head.toLowerCase(Locale.ROOT).replaceAll("\\p{Nd}+", "0").split("[^\\p{L}0]+")) {
            if (word.isEmpty()) {
                continue;
            }
            vote(votes, word);
            vote(votes, previous + " " + word);
            for (int i = 0; i + 3 <= word.length(); i++) {
                vote(votes, "~" + word.substring(i, i + 3));
            }
            previous = word;
        }
        StringBuilder bits = new StringBuilder();
        for (int word = 0; word < WORDS; word++) {
            long value = 0;
            for (int bit = 0; bit < 64; bit++) {
                value |= votes[word * 64 + bit] > 0 ? 1L << bit : 0;
            }
            bits.append(HexFormat.of().toHexDigits(value));
        }
        return new Sketch(bits.toString());
    }

    /** -1..1; 1 for equal sketches. */
    public double likeness(Sketch other) {
        int differing = 0;
        for (int word = 0; word < WORDS; word++) {
            differing += Long.bitCount(word(word) ^ other.word(word));
        }
        return Math.cos(Math.PI * differing / (WORDS * 64));
    }

    private long word(int index) {
        return Long.parseUnsignedLong(bits, index * 16, index * 16 + 16, 16);
    }

    private static void vote(int[] votes, String feature) {
        long state = 0xcbf29ce484222325L;
        for (int i = 0; i < feature.length(); i++) {
            state = (state ^ feature.charAt(i)) * 0x100000001b3L;
        }
        for (int word = 0; word < WORDS; word++) {
            state += 0x9e3779b97f4a7c15L;
            long mixed = mix(state);
            for (int bit = 0; bit < 64; bit++) {
                votes[word * 64 + bit] += (mixed >>> bit & 1) == 1 ? 1 : -1;
            }
        }
    }

    /** SplitMix64's finaliser: every bit of the input turns about half of the output's. */
    private static long mix(long value) {
        long mixed = (value ^ value >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }
}
