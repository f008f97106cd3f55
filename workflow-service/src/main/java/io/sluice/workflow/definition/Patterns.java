package io.sluice.workflow.definition;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/**
 * Patterns of callers. RE2's matching is linear in the text, but a counted repetition is written out before matching, and
 * one inside another multiplies, so what it would become is bounded too.
 */
public final class Patterns {

    private static final int CHARACTERS_MAX = 1000;
    private static final long WRITTEN_OUT_MAX = 100_000;
    private static final Pattern COUNT = Pattern.compile("\\{([0-9]{1,9})(?:,([0-9]{0,9}))?\\}");

    private Patterns() {
    }

    /** A sentence on what is wrong with it; empty: it compiles, quickly and small. */
    public static Optional<String> problem(String pattern) {
        if (pattern.length() > CHARACTERS_MAX) {
            return Optional.of("the pattern has more than " + CHARACTERS_MAX + " characters");
        }
        if (writtenOut(pattern) > WRITTEN_OUT_MAX) {
            return Optional.of("the pattern's counted repetitions are too large together");
        }
        try {
            Pattern.compile(pattern);
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of("it is no pattern of RE2: " + e.getDescription());
        }
    }

    /** An upper bound: as if each repetition held everything, the others included. */
    private static long writtenOut(String pattern) {
        long size = Math.max(1, pattern.length());
        var count = COUNT.matcher(pattern);
        while (count.find() && size <= WRITTEN_OUT_MAX) {
            String most = count.group(2) == null || count.group(2).isEmpty() ? count.group(1) : count.group(2);
            size *= Math.max(1, Long.parseLong(most));
        }
        return size;
    }
}
