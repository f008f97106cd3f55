package io.sluice.inference.decoding;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first stop string in a text that comes in pieces, wherever the pieces are cut, and holds back exactly the
 * characters that could still become part of one.
 *
 * <p>The first is the one that ends first; of those that end at the same character it is the longest. One
 * Knuth-Morris-Pratt automaton a stop string: time is characters × strings, memory is the strings. Not thread-safe.
 */
public final class StopMatcher {

    /**
     * @param text text that is final now
     * @param stop the stop string that came right after it; absent while none has come
     */
    public record Progress(String text, @Nullable String stop) {
    }

    private final List<Pattern> patterns;
    private final StringBuilder held = new StringBuilder();

    /** @param stops none empty; no stops at all is fine */
    public StopMatcher(List<String> stops) {
        this.patterns = stops.stream().map(Pattern::new).toList();
    }

    /** Not to be called again once a stop string was found. */
    public Progress append(String text) {
        if (patterns.isEmpty()) {
            return new Progress(text, null);
        }
        for (int i = 0; i < text.length(); i++) {
            held.append(text.charAt(i));
            Pattern found = longestEndingWith(text.charAt(i));
            if (found != null) {
                String before = held.substring(0, held.length() - found.text.length());
                held.setLength(0);
                return new Progress(before, found.text);
            }
        }
        int free = held.length() - longestStarted();
        String released = held.substring(0, free);
        held.delete(0, free);
        return new Progress(released, null);
    }

    /** What was held back, now that nothing follows. */
    public String finish() {
        String rest = held.toString();
        held.setLength(0);
        return rest;
    }

    private @Nullable Pattern longestEndingWith(char next) {
        Pattern longest = null;
        for (Pattern pattern : patterns) {
            boolean found = pattern.advance(next);
            if (found && (longest == null || pattern.text.length() > longest.text.length())) {
                longest = pattern;
            }
        }
        return longest;
    }

    private int longestStarted() {
        return patterns.stream().mapToInt(pattern -> pattern.matched).max().orElse(0);
    }

    private static final class Pattern {

        private final String text;
        private final int[] fallback;
        private int matched;

        Pattern(String text) {
            if (text.isEmpty()) {
                throw new IllegalArgumentException("a stop string must not be empty");
            }
            this.text = text;
            this.fallback = fallbacks(text);
        }

        /** Whether the text read so far ends with this string. */
        boolean advance(char next) {
            while (matched > 0 && text.charAt(matched) != next) {
                matched = fallback[matched - 1];
            }
            if (text.charAt(matched) == next) {
                matched++;
            }
            return matched == text.length();
        }

        /** Per prefix the length of its longest proper prefix that is also its suffix. */
        private static int[] fallbacks(String text) {
            int[] fallback = new int[text.length()];
            for (int i = 1, length = 0; i < text.length(); i++) {
                while (length > 0 && text.charAt(i) != text.charAt(length)) {
                    length = fallback[length - 1];
                }
                if (text.charAt(i) == text.charAt(length)) {
                    length++;
                }
                fallback[i] = length;
            }
            return fallback;
        }
    }
}
