package io.sluice.inference.decoding.constraint.regex;

import io.sluice.inference.decoding.constraint.automaton.CodePoints;
import io.sluice.inference.decoding.constraint.automaton.ConstraintRefusedException;
import io.sluice.inference.decoding.constraint.automaton.Language;
import io.sluice.inference.decoding.constraint.automaton.Nfa;
import io.sluice.inference.decoding.constraint.automaton.Work;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * From an ECMA-262 pattern to its language. Matching takes no back-tracking, whatever the pattern; a pattern whose
 * automaton would be too large is refused, and so is one that no automaton can hold ({@link RegexParser}).
 */
public final class Regex {

    private static final int PATTERN_MAX = 16_384;
    /** Character positions after unrolling repetitions. */
    private static final long POSITIONS_MAX = 20_000;

    /** Every character but the surrogates, in pairs of first and last. */
    static final int[] ANY = ranges(List.of(new CodePoints(0, Character.MAX_CODE_POINT)));

    private final Nfa nfa;
    /** A repeated class is the same array each time. */
    private final Map<RegexNode.Characters, int[]> known = new IdentityHashMap<>();

    private Regex(Nfa nfa) {
        this.nfa = nfa;
    }

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
        Nfa nfa = new Nfa(work);
        Nfa.Part matched = new Regex(nfa).part(tree);
        if (search) {
            matched = nfa.sequence(List.of(anything(nfa), matched, anything(nfa)));
        }
        return anchored(tree) ? Anchors.resolve(nfa.deterministic(matched), work) : Language.of(nfa, matched, work);
    }

    private static Nfa.Part anything(Nfa nfa) {
        return nfa.repeat(() -> nfa.characters(ANY), 0, -1);
    }

    private static int[] ranges(List<CodePoints> points) {
        return CodePoints.normalised(points).stream().flatMapToInt(range -> IntStream.of(range.first(), range.last())).toArray();
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

    private Nfa.Part part(RegexNode node) {
        return switch (node) {
            case RegexNode.Characters characters ->
                    nfa.characters(known.computeIfAbsent(characters, each -> ranges(each.ranges())));
            case RegexNode.Start start -> nfa.characters(new int[] {Anchors.START, Anchors.START});
            case RegexNode.End end -> nfa.characters(new int[] {Anchors.END, Anchors.END});
            case RegexNode.Sequence sequence -> nfa.sequence(sequence.parts().stream().map(this::part).toList());
            case RegexNode.Choice choice -> nfa.choice(choice.options().stream().map(this::part).toList());
            case RegexNode.Repetition(RegexNode body, int least, int most) -> nfa.repeat(() -> part(body), least, most);
        };
    }
}
