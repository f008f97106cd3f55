package io.sluice.inference.decoding.constraint.schema;

import java.util.List;
import java.util.TreeSet;

/** Subschemas that a value must satisfy at once; none means any value. In order and without repetition. */
record Conjunction(List<Location> all) {

    static final Conjunction ANYTHING = new Conjunction(List.of());
    static final Conjunction NOTHING = new Conjunction(List.of(Location.NOTHING));

    static Conjunction of(Location only) {
        return ANYTHING.and(only);
    }

    Conjunction and(Location other) {
        if (other.allowsNothing()) {
            return NOTHING;
        }
        return other.allowsAnything() ? this : and(new Conjunction(List.of(other)));
    }

    Conjunction and(Conjunction other) {
        if (isNothing() || other.isNothing()) {
            return NOTHING;
        }
        TreeSet<Location> both = new TreeSet<>(all);
        both.addAll(other.all);
        return new Conjunction(List.copyOf(both));
    }

    boolean isNothing() {
        return all.size() == 1 && all.getFirst() == Location.NOTHING;
    }
}
