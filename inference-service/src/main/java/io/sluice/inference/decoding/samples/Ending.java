package io.sluice.inference.decoding.samples;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * How a sample ended. Endings come in order of length, as they would if all samples wrote a token each at a time.
 *
 * @param tokens that it wrote, without an end token
 * @param answer its final answer; absent when it was cut by its length
 */
public record Ending(int sample, int tokens, @Nullable String answer) implements Comparable<Ending> {

    private static final String MARK = "####";
    private static final Comparator<Ending> IN_STEP = Comparator.comparingInt(Ending::tokens).thenComparingInt(Ending::sample);

    /** What stands behind the last {@code ####}, or else the whole text, without white space around it. */
    public static String finalAnswer(String text) {
        int mark = text.lastIndexOf(MARK);
        return (mark < 0 ? text : text.substring(mark + MARK.length())).strip();
    }

    @Override
    public int compareTo(Ending other) {
        return IN_STEP.compare(this, other);
    }
}
