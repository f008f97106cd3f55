package io.sluice.inference.decoding.constraint.regex;

import io.sluice.inference.decoding.constraint.automaton.CodePoints;
import java.util.ArrayList;
import java.util.List;

/** Reads what stands in square brackets, after the opening one. */
final class CharacterClass {

    private final RegexParser in;
    private final ClassEscapes escapes;

    CharacterClass(RegexParser in, ClassEscapes escapes) {
        this.in = in;
        this.escapes = escapes;
    }

    List<CodePoints> parse() {
        boolean negated = in.take('^');
        List<CodePoints> ranges = new ArrayList<>();
        while (!in.take(']')) {
            List<CodePoints> first = member();
            if (in.peek() != '-') {
                ranges.addAll(first);
                continue;
            }
            in.expect('-');
            if (in.peek() == ']') {
                ranges.addAll(first);
                ranges.add(new CodePoints('-', '-'));
            } else {
                ranges.add(range(first, member()));
            }
        }
        return negated ? CodePoints.complement(ranges) : CodePoints.normalised(ranges);
    }

    private CodePoints range(List<CodePoints> first, List<CodePoints> last) {
        if (!single(first) || !single(last) || first.getFirst().first() > last.getFirst().first()) {
            throw in.refused("a range whose ends are no characters in order");
        }
        return new CodePoints(first.getFirst().first(), last.getFirst().first());
    }

    private static boolean single(List<CodePoints> ranges) {
        return ranges.size() == 1 && ranges.getFirst().first() == ranges.getFirst().last();
    }

    private List<CodePoints> member() {
        int c = in.next();
        return c == '\\' ? escapes.inClass() : List.of(new CodePoints(c, c));
    }
}
