package io.sluice.inference.decoding.constraint.schema;

import io.sluice.inference.decoding.constraint.automaton.ConstraintRefusedException;
import io.sluice.inference.decoding.constraint.automaton.Language;
import io.sluice.inference.decoding.constraint.automaton.Work;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/** {@code propertyNames}: takes out of an object the properties whose names its schema does not allow. */
final class PropertyNames {

    private static final int LENGTH_MAX = 500;

    private final Function<Conjunction, List<Shape>> shapes;
    private final Work work;

    PropertyNames(Function<Conjunction, List<Shape>> shapes, Work work) {
        this.shapes = shapes;
        this.work = work;
    }

    Shape.Objects kept(Location location, Shape.Objects objects) {
        if (!location.schema().has("propertyNames")) {
            return objects;
        }
        List<Language> kinds = new ArrayList<>();
        for (Shape shape : shapes.apply(Conjunction.of(location.child("propertyNames")))) {
            kinds.add(language(shape, location.at("propertyNames")));
        }
        Language allowed = Language.anyOf(kinds, work);
        LinkedHashMap<String, Conjunction> named = new LinkedHashMap<>();
        objects.named().forEach((name, schema) -> named.put(name, allowed.holds(name) ? schema : Conjunction.NOTHING));
        List<Shape.Keys> free = new ArrayList<>();
        for (Shape.Keys keys : objects.free()) {
            Language names = keys.names() == null ? allowed : keys.names().and(allowed, work);
            if (!names.isEmpty()) {
                free.add(new Shape.Keys(names, keys.schema()));
            }
        }
        return new Shape.Objects(named, objects.required(), free, objects.least(), objects.most());
    }

    private Language language(Shape shape, String where) {
        return switch (shape) {
            case Shape.Values values -> Language.texts(
                    values.values().stream().filter(JsonNode::isString).map(JsonNode::stringValue).toList(), work);
            case Shape.Strings strings -> strings(strings, where);
            case Shape.Numbers numbers -> Language.empty();
            case Shape.Arrays arrays -> Language.empty();
            case Shape.Objects object -> Language.empty();
        };
    }

    private Language strings(Shape.Strings strings, String where) {
        boolean bounded = strings.most() < Integer.MAX_VALUE;
        if (!strings.formats().isEmpty() || strings.least() > LENGTH_MAX || bounded && strings.most() > LENGTH_MAX) {
            throw new ConstraintRefusedException(where, "names with a format or of more than " + LENGTH_MAX + " characters");
        }
        Language names = Language.anyCharacter().repeat(strings.least(), bounded ? strings.most() : -1, work);
        for (Language pattern : strings.patterns()) {
            names = names.and(pattern, work);
        }
        return names;
    }
}
