package io.sluice.inference.decoding.constraint.schema;

import io.sluice.inference.decoding.constraint.automaton.Language;
import java.math.BigDecimal;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Values of one JSON type (or a finite list of values of any) that a schema allows. */
sealed interface Shape {

    /** Exactly these. */
    record Values(List<JsonNode> values) implements Shape {}

    /** @param step all values are multiples of it; 1 for integers, null for any number */
    record Numbers(
            @Nullable BigDecimal low,
            boolean lowOpen,
            @Nullable BigDecimal high,
            boolean highOpen,
            @Nullable BigDecimal step)
            implements Shape {
        static final Numbers ANY = new Numbers(null, false, null, false, null);
    }

    /**
     * @param least characters
     * @param most characters, {@link Integer#MAX_VALUE} when not bounded
     * @param patterns languages that all hold the text
     * @param formats languages that are kept too but never relied on: to other readers a format may be a remark
     */
    record Strings(int least, int most, List<Language> patterns, List<Language> formats) implements Shape {
        static final Strings ANY = new Strings(0, Integer.MAX_VALUE, List.of(), List.of());
    }

    /** @param rest schema of the items after the first ones */
    record Arrays(List<Conjunction> first, Conjunction rest, int least, int most) implements Shape {
        static final Arrays ANY = new Arrays(List.of(), Conjunction.ANYTHING, 0, Integer.MAX_VALUE);

        Conjunction at(int index) {
            return index < first.size() ? first.get(index) : rest;
        }
    }

    /**
     * @param named schema by name, in the order in which they are written; holds every required name
     * @param free kinds of other names, disjoint from one another; a name in none of them is forbidden
     */
    record Objects(
            SequencedMap<String, Conjunction> named, Set<String> required, List<Keys> free, int least, int most)
            implements Shape {

        static final Objects ANY = new Objects(
                new java.util.LinkedHashMap<>(), Set.of(), List.of(new Keys(null, Conjunction.ANYTHING)), 0, Integer.MAX_VALUE);

        /** What the value of a property has to satisfy. */
        Conjunction at(String name) {
            Conjunction known = named.get(name);
            if (known != null) {
                return known;
            }
            for (Keys keys : free) {
                if (keys.hold(name)) {
                    return keys.schema();
                }
            }
            return Conjunction.NOTHING;
        }
    }

    /** @param names which names, null for all; those that are {@code named} are always meant to be left out */
    record Keys(@Nullable Language names, Conjunction schema) {
        boolean hold(String name) {
            return names == null || names.holds(name);
        }
    }
}
