package io.sluice.inference.decoding.constraint.regex;

import io.sluice.inference.decoding.constraint.automaton.CodePoints;
import java.util.List;

/** A regular expression as a tree. */
sealed interface RegexNode {

    record Characters(List<CodePoints> ranges) implements RegexNode {}

    record Sequence(List<RegexNode> parts) implements RegexNode {}

    record Choice(List<RegexNode> options) implements RegexNode {}

    /** @param most -1 for any number */
    record Repetition(RegexNode body, int least, int most) implements RegexNode {}

    /** {@code ^}: before the first character. */
    record Start() implements RegexNode {}

    /** {@code $}: after the last character. */
    record End() implements RegexNode {}
}
