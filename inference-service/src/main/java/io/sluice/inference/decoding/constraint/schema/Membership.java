package io.sluice.inference.decoding.constraint.schema;

import java.math.BigDecimal;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Whether a value of {@code enum} or {@code const} is one that a schema allows. */
final class Membership {

    private final Shapes shapes;

    Membership(Shapes shapes) {
        this.shapes = shapes;
    }

    /** @param strict whether formats count, see {@link Shape.Strings} */
    boolean holds(Shape shape, JsonNode value, boolean strict) {
        return switch (shape) {
            case Shape.Values values -> values.values().stream().anyMatch(each -> same(each, value));
            case Shape.Numbers numbers -> value.isNumber() && holds(numbers, value.decimalValue());
            case Shape.Strings strings -> value.isString() && holds(strings, value.stringValue(), strict);
            case Shape.Arrays arrays -> value.isArray() && holds(arrays, value, strict);
            case Shape.Objects objects -> value.isObject() && holds(objects, value, strict);
        };
    }

    private boolean holds(Conjunction schema, JsonNode value, boolean strict) {
        return shapes.of(schema).stream().anyMatch(shape -> holds(shape, value, strict));
    }

    private static boolean holds(Shape.Numbers numbers, BigDecimal value) {
        if (numbers.low() != null && value.compareTo(numbers.low()) < (numbers.lowOpen() ? 1 : 0)) {
            return false;
        }
        if (numbers.high() != null && value.compareTo(numbers.high()) > (numbers.highOpen() ? -1 : 0)) {
            return false;
        }
        return numbers.step() == null || value.remainder(numbers.step()).signum() == 0;
    }

    private static boolean holds(Shape.Strings strings, String value, boolean strict) {
        int length = value.codePointCount(0, value.length());
        return length >= strings.least()
                && length <= strings.most()
                && strings.patterns().stream().allMatch(language -> language.holds(value))
                && (!strict || strings.formats().stream().allMatch(language -> language.holds(value)));
    }

    private boolean holds(Shape.Arrays arrays, JsonNode value, boolean strict) {
        if (value.size() < arrays.least() || value.size() > arrays.most()) {
            return false;
        }
        for (int i = 0; i < value.size(); i++) {
            if (!holds(arrays.at(i), value.get(i), strict)) {
                return false;
            }
        }
        return true;
    }

    private boolean holds(Shape.Objects objects, JsonNode value, boolean strict) {
        if (value.size() < objects.least() || value.size() > objects.most()) {
            return false;
        }
        for (String name : value.propertyNames()) {
            if (!holds(objects.at(name), value.get(name), strict)) {
                return false;
            }
        }
        return objects.required().stream().allMatch(value::has);
    }

    /** Equality of JSON Schema: numbers by value, objects without order. */
    static boolean same(JsonNode a, JsonNode b) {
        if (a.isNumber() && b.isNumber()) {
            return a.decimalValue().compareTo(b.decimalValue()) == 0;
        }
        if (a.size() != b.size() || a.getNodeType() != b.getNodeType()) {
            return false;
        }
        if (a.isArray()) {
            for (int i = 0; i < a.size(); i++) {
                if (!same(a.get(i), b.get(i))) {
                    return false;
                }
            }
            return true;
        }
        if (a.isObject()) {
            return List.copyOf(a.propertyNames()).stream().allMatch(name -> b.has(name) && same(a.get(name), b.get(name)));
        }
        return a.equals(b);
    }
}
