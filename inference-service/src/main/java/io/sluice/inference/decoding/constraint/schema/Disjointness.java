package io.sluice.inference.decoding.constraint.schema;

import io.sluice.inference.decoding.constraint.automaton.ConstraintRefusedException;
import io.sluice.inference.decoding.constraint.automaton.Language;
import io.sluice.inference.decoding.constraint.automaton.Work;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Proofs that no value has two shapes. What is not proven counts as overlapping. */
final class Disjointness {

    private static final int DEPTH_MAX = 6;

    private final Shapes shapes;
    private final Membership membership;
    private final Work work;

    Disjointness(Shapes shapes, Membership membership, Work work) {
        this.shapes = shapes;
        this.membership = membership;
        this.work = work;
    }

    boolean proven(List<Shape> a, List<Shape> b) {
        return proven(a, b, 0);
    }

    private boolean proven(List<Shape> a, List<Shape> b, int depth) {
        work.steps((long) a.size() * b.size());
        return depth <= DEPTH_MAX && a.stream().allMatch(x -> b.stream().allMatch(y -> proven(x, y, depth)));
    }

    private boolean proven(Shape a, Shape b, int depth) {
        if (a instanceof Shape.Values values) {
            return values.values().stream().noneMatch(value -> membership.holds(b, value, false));
        }
        if (b instanceof Shape.Values values) {
            return values.values().stream().noneMatch(value -> membership.holds(a, value, false));
        }
        if (a instanceof Shape.Numbers x && b instanceof Shape.Numbers y) {
            return apart(x, y) || apart(y, x);
        }
        if (a instanceof Shape.Strings x && b instanceof Shape.Strings y) {
            return x.most() < y.least() || y.most() < x.least() || patternsApart(x, y);
        }
        if (a instanceof Shape.Arrays x && b instanceof Shape.Arrays y) {
            return arrays(x, y, depth);
        }
        if (a instanceof Shape.Objects x && b instanceof Shape.Objects y) {
            return objects(x, y, depth);
        }
        return true;
    }

    private static boolean apart(Shape.Numbers below, Shape.Numbers above) {
        if (below.high() == null || above.low() == null) {
            return false;
        }
        int order = below.high().compareTo(above.low());
        return order < 0 || order == 0 && (below.highOpen() || above.lowOpen());
    }

    private boolean patternsApart(Shape.Strings a, Shape.Strings b) {
        if (a.patterns().isEmpty() || b.patterns().isEmpty()) {
            return false;
        }
        Language common = Language.anyText();
        for (Language language : a.patterns()) {
            common = common.and(language, work);
        }
        for (Language language : b.patterns()) {
            common = common.and(language, work);
        }
        return common.isEmpty();
    }

    private boolean arrays(Shape.Arrays a, Shape.Arrays b, int depth) {
        if (a.most() < b.least() || b.most() < a.least()) {
            return true;
        }
        int sure = Math.min(Math.max(a.least(), b.least()), Math.max(a.first().size(), b.first().size()) + 1);
        for (int i = 0; i < sure; i++) {
            if (provenAt(a.at(i), b.at(i), depth)) {
                return true;
            }
        }
        return false;
    }

    private boolean objects(Shape.Objects a, Shape.Objects b, int depth) {
        if (a.most() < b.least() || b.most() < a.least()) {
            return true;
        }
        Set<String> sure = new LinkedHashSet<>(a.required());
        sure.addAll(b.required());
        for (String name : sure) {
            if (provenAt(a.at(name), b.at(name), depth)) {
                return true;
            }
        }
        return false;
    }

    /** A schema that is just being read (recursion), or that is going to be refused anyway, proves nothing. */
    private boolean provenAt(Conjunction a, Conjunction b, int depth) {
        if (depth == DEPTH_MAX) {
            return false;
        }
        List<Shape> x;
        List<Shape> y;
        try {
            x = shapes.of(a);
            y = shapes.of(b);
        } catch (ConstraintRefusedException e) {
            return false;
        }
        return proven(x, y, depth + 1);
    }
}
