package io.sluice.selection.judging;

import io.sluice.contracts.selection.PipelineRequest.Match;
import io.sluice.selection.duplicate.NormalText;

/** When an answer is right. */
public final class Matching {

    /** Before what a worked answer comes to. */
    private static final String MARK = "####";

    private Matching() {
    }

    public static boolean right(Match match, String expected, String answer) {
        return switch (match) {
            case EXACT -> NormalText.of(answer).equals(NormalText.of(expected));
            case ANSWER -> NormalText.of(end(answer)).equals(NormalText.of(end(expected)));
        };
    }

    private static String end(String text) {
        int mark = text.lastIndexOf(MARK);
        return mark < 0 ? text : text.substring(mark + MARK.length());
    }
}
