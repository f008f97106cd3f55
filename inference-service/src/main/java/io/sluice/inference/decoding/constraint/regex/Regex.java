package io.sluice.inference.decoding.constraint.regex;

import io.sluice.inference.decoding.constraint.automaton.CodePoints;
import io.sluice.inference.decoding.constraint.automaton.ConstraintRefusedException;
import io.sluice.inference.decoding.constraint.automaton.Language;
import io.sluice.inference.decoding.constraint.automaton.Work;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.util.automaton.Automata;
import org.apache.lucene.util.automaton.Automaton;
import org.apache.lucene.util.automaton.Operations;

/**
 * From an ECMA-262 pattern to its language. Matching takes no back-tracking, whatever the pattern; a pattern whose
 * automaton would be too large is refused, and so is one that no automaton can hold ({@link RegexParser}).
 */
public final class Regex {

    private static final int PATTERN_MAX = 16_384;
    /** Character positions after unrolling repetitions. */
    private static final long POSITIONS_MAX = 20_000;

    private Regex() {}

    /**
     * The texts that the pattern matches from their beginning to their end.
     *
     * @throws ConstraintRefusedException with an empty path, when the pattern is wrong, unsupported or too large
     */
    public static Language whole(String pattern, Work work) {
        return compile(pattern, false, work);
    }

    /** The texts in which the pattern matches somewhere, as JSON Schema's {@code pattern} means it. */
    public static Language anywhere(String pattern, Work work) {
        return compile(pattern, true, work);
    }

    private static Language compile(String pattern, boolean search, Work work) {
        if (pattern.length() > PATTERN_MAX) {
            throw new ConstraintRefusedException("", "the pattern has more than " + PATTERN_MAX + " characters");
        }
        RegexNode tree = RegexParser.parse(pattern);
        if (positions(tree) > POSITIONS_MAX) {
            throw new ConstraintRefusedException("", "the pattern repeats too much");
        }
        work.steps(positions(tree));
        Automaton matched = automaton(tree);
        if (search) {
            Automaton anything = Operations.repeat(any());
            matched = Operations.concatenate(List.of(anything, matched, anything));
        }
        return anchored(tree) ? Anchors.resolve(matched, work) : Language.of(matched, work);
    }

    static Automaton any() {
        return characters(List.of(new CodePoints(0, Character.MAX_CODE_POINT)));
    }

    private static Automaton characters(List<CodePoints> ranges) {
        Automaton one = new Automaton();
        int from = one.createState();
        int to = one.createState();
        one.setAccept(to, true);
        for (CodePoints range : CodePoints.normalised(ranges)) {
            one.addTransition(from, to, range.first(), range.last());
        }
        one.finishState();
        return one;
    }

    private static boolean anchored(RegexNode node) {
        return switch (node) {
            case RegexNode.Characters characters -> false;
            case RegexNode.Sequence sequence -> sequence.parts().stream().anyMatch(Regex::anchored);
            case RegexNode.Choice choice -> choice.options().stream().anyMatch(Regex::anchored);
            case RegexNode.Repetition repetition -> anchored(repetition.body());
            case RegexNode.Start start -> true;
            case RegexNode.End end -> true;
        };
    }

    private static long positions(RegexNode node) {
        return switch (node) {
            case RegexNode.Sequence sequence -> sequence.parts().stream().mapToLong(Regex::positions).sum();
            case RegexNode.Choice choice -> choice.options().stream().mapToLong(Regex::positions).sum();
            case RegexNode.Repetition repetition ->
                Math.min(1L << 40, positions(repetition.body()) * Math.max(1, Math.max(repetition.least(), repetition.most())));
            case RegexNode.Characters characters -> 1;
            case RegexNode.Start start -> 1;
            case RegexNode.End end -> 1;
        };
    }

    private static Automaton automaton(RegexNode node) {
        return switch (node) {
            case RegexNode.Characters characters -> characters(characters.ranges());
            case RegexNode.Start start -> Automata.makeChar(Anchors.START);
            case RegexNode.End end -> Automata.makeChar(Anchors.END);
            case RegexNode.Sequence sequence -> {
                List<Automaton> parts = new ArrayList<>();
                sequence.parts().forEach(part -> parts.add(automaton(part)));
                yield parts.isEmpty() ? Automata.makeEmptyString() : Operations.concatenate(parts);
            }
            case RegexNode.Choice choice -> {
                List<Automaton> options = new ArrayList<>();
                choice.options().forEach(option -> options.add(automaton(option)));
                yield Operations.union(options);
            }
            case RegexNode.Repetition(RegexNode body, int least, int most) -> most < 0
                    ? Operations.repeat(automaton(body), least)
                    : Operations.repeat(automaton(body), least, most);
        };
    }
}
