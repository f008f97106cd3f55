package io.sluice.inference.decoding.constraint.gbnf;

import io.sluice.inference.decoding.constraint.automaton.CodePoints;
import java.util.List;

/** The right side of a rule as a tree. */
sealed interface GbnfNode {

    record Characters(List<CodePoints> ranges) implements GbnfNode {}

    record Literal(String text) implements GbnfNode {}

    record Sequence(List<GbnfNode> parts) implements GbnfNode {}

    record Choice(List<GbnfNode> options) implements GbnfNode {}

    /** @param most -1 for any number */
    record Repetition(GbnfNode body, int least, int most) implements GbnfNode {}

    record Reference(String rule) implements GbnfNode {}
}
