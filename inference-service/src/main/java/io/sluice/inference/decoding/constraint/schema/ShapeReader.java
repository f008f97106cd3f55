package io.sluice.inference.decoding.constraint.schema;

import io.sluice.inference.decoding.constraint.automaton.ConstraintRefusedException;
import io.sluice.inference.decoding.constraint.automaton.Language;
import io.sluice.inference.decoding.constraint.automaton.Work;
import io.sluice.inference.decoding.constraint.regex.Regex;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.NullNode;

/** What one schema's own keywords (none that combine schemas) say about each JSON type. */
final class ShapeReader {

    private static final Set<String> TYPES = Set.of("null", "boolean", "integer", "number", "string", "array", "object");
    private static final int PATTERN_PROPERTIES_MAX = 6;

    private final SchemaDocument document;
    private final PropertyNames names;
    private final Work work;
    private final Map<String, Language> patterns = new TreeMap<>();

    ShapeReader(SchemaDocument document, Function<Conjunction, List<Shape>> shapes, Work work) {
        this.document = document;
        this.names = new PropertyNames(shapes, work);
        this.work = work;
    }

    List<Shape> read(Location location) {
        Set<String> types = types(location);
        List<Shape> shapes = new ArrayList<>();
        List<JsonNode> constants = new ArrayList<>();
        if (types.contains("null")) {
            constants.add(NullNode.getInstance());
        }
        if (types.contains("boolean")) {
            constants.add(BooleanNode.TRUE);
            constants.add(BooleanNode.FALSE);
        }
        if (!constants.isEmpty()) {
            shapes.add(new Shape.Values(constants));
        }
        if (types.contains("number")) {
            shapes.add(numbers(location, null));
        } else if (types.contains("integer")) {
            shapes.add(numbers(location, BigDecimal.ONE));
        }
        if (types.contains("string")) {
            shapes.add(strings(location));
        }
        if (types.contains("array")) {
            shapes.add(arrays(location));
        }
        if (types.contains("object")) {
            shapes.add(objects(location));
        }
        return shapes;
    }

    private Set<String> types(Location location) {
        JsonNode type = location.schema().get("type");
        if (type == null) {
            return TYPES;
        }
        Set<String> types = new LinkedHashSet<>();
        if (type.isString()) {
            types.add(type.stringValue());
        } else if (type.isArray() && !type.isEmpty()) {
            type.forEach(each -> types.add(each.asString("")));
        }
        if (types.isEmpty() || !TYPES.containsAll(types)) {
            throw new ConstraintRefusedException(location.at("type"), "type must be a JSON type or a list of them");
        }
        JsonNode nullable = location.schema().path("nullable");
        if (nullable.isBoolean() && nullable.booleanValue() && !document.namesItsDialect()) {
            types.add("null");
        }
        return types;
    }

    private Shape numbers(Location location, @Nullable BigDecimal whole) {
        BigDecimal step = KeywordReader.number(location, "multipleOf");
        if (step != null && step.signum() <= 0) {
            throw new ConstraintRefusedException(location.at("multipleOf"), "multipleOf must be larger than 0");
        }
        Shape.Numbers inclusive = new Shape.Numbers(
                KeywordReader.number(location, "minimum"), false, KeywordReader.number(location, "maximum"), false, whole);
        Shape.Numbers exclusive = new Shape.Numbers(
                KeywordReader.number(location, "exclusiveMinimum"), true,
                KeywordReader.number(location, "exclusiveMaximum"), true, step);
        return Intersection.numbers(inclusive, exclusive);
    }

    private Shape strings(Location location) {
        int least = KeywordReader.count(location, "minLength", 0);
        int most = KeywordReader.count(location, "maxLength", Integer.MAX_VALUE);
        String pattern = KeywordReader.text(location, "pattern");
        List<Language> required = pattern == null ? List.of() : List.of(pattern(location.at("pattern"), pattern));
        return new Shape.Strings(least, most, required, format(location));
    }

    private List<Language> format(Location location) {
        String name = KeywordReader.text(location, "format");
        if (name == null || Formats.isRemark(name)) {
            return List.of();
        }
        Language language = Formats.find(name);
        if (language == null) {
            throw new ConstraintRefusedException(location.at("format"), "the format " + name + " is not known");
        }
        return List.of(language);
    }

    private Language pattern(String where, String pattern) {
        Language known = patterns.get(pattern);
        if (known == null) {
            try {
                known = Regex.anywhere(pattern, work);
            } catch (ConstraintRefusedException e) {
                throw new ConstraintRefusedException(where, e.reason());
            }
            patterns.put(pattern, known);
        }
        return known;
    }

    private Shape arrays(Location location) {
        JsonNode items = location.schema().get("items");
        if (items != null && items.isArray()) {
            throw new ConstraintRefusedException(location.at("items"), "items must be a schema; lists belong to prefixItems");
        }
        Conjunction rest = items == null ? Conjunction.ANYTHING : Conjunction.of(location.child("items"));
        if (items == null && unevaluated(location, "unevaluatedItems")) {
            rest = Conjunction.of(location.child("unevaluatedItems"));
        }
        JsonNode list = KeywordReader.list(location, "prefixItems");
        List<Conjunction> first = new ArrayList<>();
        for (int i = 0; list != null && i < list.size(); i++) {
            first.add(Conjunction.of(location.child("prefixItems", i)));
        }
        int least = KeywordReader.count(location, "minItems", 0);
        return new Shape.Arrays(first, rest, least, KeywordReader.count(location, "maxItems", Integer.MAX_VALUE));
    }

    private Shape objects(Location location) {
        LinkedHashMap<String, Conjunction> named = new LinkedHashMap<>();
        JsonNode properties = KeywordReader.map(location, "properties");
        List<Shape.Keys> free = free(location);
        Shape.Objects unnamed = new Shape.Objects(new LinkedHashMap<>(), Set.of(), free, 0, 0);
        boolean patterned = location.schema().has("patternProperties");
        if (properties != null) {
            for (String name : properties.propertyNames()) {
                Conjunction own = Conjunction.of(location.child("properties", name));
                named.put(name, patterned ? own.and(matching(location, name)) : own);
            }
        }
        Set<String> required = new LinkedHashSet<>();
        JsonNode list = KeywordReader.list(location, "required");
        for (int i = 0; list != null && i < list.size(); i++) {
            if (!list.get(i).isString()) {
                throw new ConstraintRefusedException(location.at("required"), "required must list names");
            }
            String name = list.get(i).stringValue();
            required.add(name);
            if (!named.containsKey(name)) {
                named.put(name, unnamed.at(name));
            }
        }
        int least = KeywordReader.count(location, "minProperties", 0);
        int most = KeywordReader.count(location, "maxProperties", Integer.MAX_VALUE);
        return names.kept(location, new Shape.Objects(named, required, free, least, most));
    }

    private static boolean unevaluated(Location location, String keyword) {
        return location.schema().has(keyword) && KeywordReader.evaluatesAlone(location.schema());
    }

    /** What the patterns say about a name, whatever {@code properties} says. */
    private Conjunction matching(Location location, String name) {
        Conjunction all = Conjunction.ANYTHING;
        for (String pattern : location.schema().get("patternProperties").propertyNames()) {
            if (pattern(location.at("patternProperties"), pattern).holds(name)) {
                all = all.and(location.child("patternProperties", pattern));
            }
        }
        return all;
    }

    /** Splits all names by which patterns they match. */
    private List<Shape.Keys> free(Location location) {
        Conjunction additional = Conjunction.ANYTHING;
        if (location.schema().has("additionalProperties")) {
            additional = Conjunction.of(location.child("additionalProperties"));
        } else if (unevaluated(location, "unevaluatedProperties")) {
            additional = Conjunction.of(location.child("unevaluatedProperties"));
        }
        JsonNode map = KeywordReader.map(location, "patternProperties");
        if (map == null || map.isEmpty()) {
            return additional.isNothing() ? List.of() : List.of(new Shape.Keys(null, additional));
        }
        String where = location.at("patternProperties");
        if (map.size() > PATTERN_PROPERTIES_MAX) {
            throw new ConstraintRefusedException(where, "more than " + PATTERN_PROPERTIES_MAX + " patterns");
        }
        Language others = Language.anyText();
        List<Shape.Keys> kinds = new ArrayList<>();
        for (String pattern : map.propertyNames()) {
            Language matches = pattern(where, pattern);
            Location schema = location.child("patternProperties", pattern);
            List<Shape.Keys> split = new ArrayList<>();
            for (Shape.Keys keys : kinds) {
                Language known = java.util.Objects.requireNonNull(keys.names());
                add(split, known.and(matches, work), keys.schema().and(schema));
                add(split, known.minus(matches, work), keys.schema());
            }
            add(split, others.and(matches, work), Conjunction.of(schema));
            others = others.minus(matches, work);
            kinds = split;
        }
        add(kinds, others, additional);
        kinds.removeIf(keys -> keys.schema().isNothing());
        return kinds;
    }

    private static void add(List<Shape.Keys> to, Language names, Conjunction schema) {
        if (!names.isEmpty()) {
            to.add(new Shape.Keys(names, schema));
        }
    }
}
