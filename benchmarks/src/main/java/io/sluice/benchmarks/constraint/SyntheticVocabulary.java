package io.sluice.benchmarks.constraint;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A made-up byte-level vocabulary with the make-up of a large one: 256 bytes, all numbers of one to three digits, half of the
 * words behind a space, capitals, pieces of code with quotes and brackets, runs of spaces, other scripts (some tokens are
 * not whole characters), about seven bytes a token. Reserved ids at the end have no bytes; the very last ends an answer.
 */
final class SyntheticVocabulary {

    private static final String[] STARTS = {"b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "pr", "r", "s", "st", "t", "tr", "v", "w", ""};
    private static final String[] VOWELS = {"a", "e", "i", "o", "u", "ea", "io", "ou"};
    private static final String[] ENDS = {"", "", "n", "r", "s", "t", "l", "nd", "st", "ng", "ck"};
    private static final String[] MARKS = {
        "\"", "\",", "\":", "\"}", "\"]", "{\"", "[\"", "\"\n", ".\"", ",\"", "\\\"", "\\n", "\\u", "():", "();", ");", "->", "==", "!=",
        "//", "/*", "*/", "{}", "[]", "},", "],", "},\n", "\":{\"", "\":[", "\":\"", "\",\"", "...", "--", "__", ">", "</", "/>",
        "=\"", "='", "';", "!\n", "?\n", ".\n\n"
    };
    private static final int RESERVED = 256;

    private SyntheticVocabulary() {}

    static byte[][] of(int size, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Set<String> texts = new LinkedHashSet<>();
        for (int n = 0; n < 1_000; n++) {
            texts.add(Integer.toString(n));
            texts.add(String.format("%03d", n));
            texts.add(String.format("%02d", n % 100));
        }
        for (int i = 1; i <= 80; i++) {
            texts.add(" ".repeat(i));
            texts.add("\n".repeat(1 + i % 8) + "\t".repeat(i % 11));
        }
        for (String mark : MARKS) {
            texts.add(mark);
            texts.add(" " + mark);
        }
        List<byte[]> tokens = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            tokens.add(new byte[] {(byte) b});
        }
        texts.removeIf(text -> text.length() == 1);
        while (tokens.size() + texts.size() < size - RESERVED) {
            texts.add(piece(random));
        }
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            boolean cut = bytes.length > text.length() && random.nextInt(12) == 0;
            tokens.add(cut ? java.util.Arrays.copyOf(bytes, bytes.length - 1) : bytes);
        }
        while (tokens.size() < size) {
            tokens.add(new byte[0]);
        }
        return tokens.toArray(byte[][]::new);
    }

    private static String piece(SplittableRandom random) {
        int kind = random.nextInt(100);
        if (kind < 70) {
            return word(random);
        }
        if (kind < 78) {
            return MARKS[random.nextInt(MARKS.length)] + (random.nextBoolean() ? word(random).strip() : "");
        }
        if (kind < 81) {
            return word(random) + MARKS[random.nextInt(MARKS.length)];
        }
        int first = new int[] {0x400, 0x4E00, 0x3040, 0x600, 0xAC00, 0xC0}[random.nextInt(6)];
        StringBuilder text = new StringBuilder(random.nextBoolean() ? " " : "");
        int length = 1 + random.nextInt(first == 0x4E00 ? 3 : 6);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(first + random.nextInt(first == 0x4E00 || first == 0xAC00 ? 3_000 : 60));
        }
        return text.toString();
    }

    private static String word(SplittableRandom random) {
        StringBuilder word = new StringBuilder();
        int syllables = 1 + random.nextInt(random.nextInt(3) == 0 ? 4 : 2);
        for (int i = 0; i < syllables; i++) {
            word.append(STARTS[random.nextInt(STARTS.length)])
                    .append(VOWELS[random.nextInt(VOWELS.length)])
                    .append(ENDS[random.nextInt(ENDS.length)]);
        }
        int shape = random.nextInt(8);
        if (shape == 0) {
            word.setCharAt(0, Character.toUpperCase(word.charAt(0)));
        } else if (shape == 1 && random.nextInt(4) == 0) {
            return word.toString().toUpperCase(java.util.Locale.ROOT);
        }
        return random.nextBoolean() ? " " + word : word.toString();
    }
}
