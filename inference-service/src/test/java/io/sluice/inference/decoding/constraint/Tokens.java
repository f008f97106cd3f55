package io.sluice.inference.decoding.constraint;

import io.sluice.inference.decoding.constraint.vocabulary.Vocabulary;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Small vocabularies: every byte, common pieces of JSON, random merges, an end token and one without bytes. */
public final class Tokens {

    private static final String[] PIECES = {
        "{\"", "\":", "\": ", "\",", "\", \"", "\"}", "}}", "]}", "],", "[[", "[]", "{}", "true", "false", "null", "\":\"",
        "\":{\"", "name", "12", "00", "123", "0.", "e-", "ab", "abc", "the ", " and", "é", "日本", "\\u00", "\\\"", "\\n",
        "    ", "  ", "-1", ", ", ": ", "\"a\":", "\"b\":1", "\"}]", "1}", "0,", "☃\"", "x\",\"y\":"
    };

    private Tokens() {}

    /** Token 0 ends an answer, token 1 is a control token, then come the 256 bytes. */
    public static Vocabulary random(RandomGenerator random, int merges) {
        List<byte[]> tokens = new ArrayList<>();
        tokens.add(new byte[0]);
        tokens.add(new byte[0]);
        for (int b = 0; b < 256; b++) {
            tokens.add(new byte[] {(byte) b});
        }
        for (String piece : PIECES) {
            tokens.add(piece.getBytes(StandardCharsets.UTF_8));
        }
        for (int i = 0; i < merges; i++) {
            byte[] a = tokens.get(2 + random.nextInt(tokens.size() - 2));
            byte[] b = tokens.get(2 + random.nextInt(tokens.size() - 2));
            byte[] both = java.util.Arrays.copyOf(a, a.length + b.length);
            System.arraycopy(b, 0, both, a.length, b.length);
            if (both.length <= 12) {
                tokens.add(both);
            }
        }
        return new Vocabulary(tokens.toArray(byte[][]::new), new int[] {0});
    }

    /** Writes an answer, every token drawn among those allowed; fails when none is. */
    public static String write(TokenConstraint constraint, Vocabulary vocabulary, RandomGenerator random, int tokensMax) {
        java.io.ByteArrayOutputStream text = new java.io.ByteArrayOutputStream();
        long[] mask = new long[constraint.words()];
        for (int left = tokensMax; left > 0; left--) {
            constraint.allowed(left, mask);
            int token = draw(mask, random);
            if (token < 0) {
                throw new AssertionError("no token is allowed after " + text.toString(StandardCharsets.UTF_8));
            }
            constraint.accept(token);
            if (vocabulary.isEnd(token)) {
                break;
            }
            text.writeBytes(vocabulary.bytes(token));
            if (constraint.isComplete()) {
                break;
            }
        }
        if (!constraint.mayEnd()) {
            throw new AssertionError("cut short: " + text.toString(StandardCharsets.UTF_8));
        }
        return text.toString(StandardCharsets.UTF_8);
    }

    private static int draw(long[] mask, RandomGenerator random) {
        int count = 0;
        for (long word : mask) {
            count += Long.bitCount(word);
        }
        if (count == 0) {
            return -1;
        }
        int skip = random.nextInt(count);
        for (int i = 0; i < mask.length; i++) {
            for (long word = mask[i]; word != 0; word &= word - 1) {
                if (skip-- == 0) {
                    return i * 64 + Long.numberOfTrailingZeros(word);
                }
            }
        }
        throw new AssertionError();
    }

    /** Whether some way of cutting the text into tokens, drawn at random, is allowed to its end. */
    public static boolean reads(TokenConstraint constraint, Vocabulary vocabulary, String text, RandomGenerator random) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int at = 0;
        long[] mask = new long[constraint.words()];
        while (at < bytes.length) {
            List<Integer> fitting = new ArrayList<>();
            int node = 0;
            for (int i = at; i < bytes.length && node >= 0; i++) {
                node = vocabulary.trie().child(node, bytes[i] & 255);
                if (node > 0 && vocabulary.trie().hasTokens(node)) {
                    fitting.add(vocabulary.trie().token(node));
                }
            }
            int token = fitting.get(random.nextInt(fitting.size()));
            constraint.allowed(Integer.MAX_VALUE, mask);
            boolean allowed = (mask[token >> 6] >> token & 1) != 0;
            if (allowed != constraint.allows(token)) {
                throw new AssertionError("mask and reader disagree at " + at + " of " + text);
            }
            if (!allowed) {
                return false;
            }
            constraint.accept(token);
            at += vocabulary.bytes(token).length;
        }
        return constraint.mayEnd();
    }
}
