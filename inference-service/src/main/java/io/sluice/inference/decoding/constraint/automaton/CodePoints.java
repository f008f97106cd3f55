package io.sluice.inference.decoding.constraint.automaton;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** A range of code points, both ends included. */
public record CodePoints(int first, int last) {

    /** The same characters in rising order without overlaps, without surrogates. */
    public static List<CodePoints> normalised(List<CodePoints> ranges) {
        List<CodePoints> pieces = new ArrayList<>();
        for (CodePoints range : ranges) {
            add(pieces, range.first, Math.min(range.last, Character.MIN_SURROGATE - 1));
            add(pieces, Math.max(range.first, Character.MAX_SURROGATE + 1), range.last);
        }
        pieces.sort(Comparator.comparingInt(CodePoints::first));
        List<CodePoints> merged = new ArrayList<>();
        for (CodePoints piece : pieces) {
            CodePoints last = merged.isEmpty() ? null : merged.getLast();
            if (last != null && piece.first <= last.last + 1) {
                merged.set(merged.size() - 1, new CodePoints(last.first, Math.max(last.last, piece.last)));
            } else {
                merged.add(piece);
            }
        }
        return merged;
    }

    /** Every other character. */
    public static List<CodePoints> complement(List<CodePoints> ranges) {
        List<CodePoints> others = new ArrayList<>();
        int next = 0;
        for (CodePoints range : normalised(ranges)) {
            add(others, next, range.first - 1);
            next = range.last + 1;
        }
        add(others, next, Character.MAX_CODE_POINT);
        return normalised(others);
    }

    private static void add(List<CodePoints> to, int first, int last) {
        if (first <= last) {
            to.add(new CodePoints(first, last));
        }
    }
}
