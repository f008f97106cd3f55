package io.sluice.inference.decoding.constraint.schema;

import io.sluice.inference.decoding.constraint.automaton.ConstraintRefusedException;
import io.sluice.inference.decoding.constraint.automaton.Work;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.NullNode;

/**
 * A schema as a list of shapes, one of which a value must have: references followed, {@code allOf} and siblings
 * intersected, {@code anyOf} listed, {@code oneOf} listed when its options are provably disjoint. Subschemas of properties
 * and items stay conjunctions of places, so recursion through them is finite.
 */
final class Shapes {

    private static final int OPTIONS_MAX = 1_000;
    static final List<Shape> ANYTHING = List.of(
            new Shape.Values(List.of(NullNode.getInstance(), BooleanNode.TRUE, BooleanNode.FALSE)),
            Shape.Numbers.ANY, Shape.Strings.ANY, Shape.Arrays.ANY, Shape.Objects.ANY);

    private final SchemaDocument document;
    private final Work work;
    private final ShapeReader reader;
    private final Intersection intersection;
    private final Disjointness disjointness;
    private final Set<Location> open = new LinkedHashSet<>();
    private final Map<Location, List<Shape>> known = new HashMap<>();
    private final Map<Conjunction, List<Shape>> conjunctions = new HashMap<>();

    Shapes(SchemaDocument document, Work work) {
        this.document = document;
        this.work = work;
        this.reader = new ShapeReader(document, this::of, work);
        Membership membership = new Membership(this);
        this.intersection = new Intersection(membership, work);
        this.disjointness = new Disjointness(this, membership, work);
    }

    /** @throws ConstraintRefusedException with the pointer of what can't be kept */
    List<Shape> of(Conjunction schema) {
        List<Shape> shapes = conjunctions.get(schema);
        if (shapes == null) {
            shapes = ANYTHING;
            boolean first = true;
            for (Location location : schema.all()) {
                List<Shape> next = of(location);
                shapes = first ? next : both(shapes, next, location.pointer());
                first = false;
            }
            conjunctions.put(schema, shapes);
        }
        return shapes;
    }

    private List<Shape> of(Location location) {
        List<Shape> shapes = known.get(location);
        if (shapes == null) {
            if (!open.add(location)) {
                throw new ConstraintRefusedException(location.pointer(), "the schema refers to itself without an end");
            }
            try {
                shapes = location.schema().isBoolean()
                        ? location.schema().booleanValue() ? ANYTHING : List.of()
                        : read(location);
            } finally {
                open.remove(location);
            }
            known.put(location, shapes);
        }
        return shapes;
    }

    private List<Shape> read(Location location) {
        work.steps(1);
        KeywordReader.check(location, document.legacyReferences());
        JsonNode schema = location.schema();
        if (schema.has("$ref") && document.legacyReferences()) {
            return of(document.resolve(location));
        }
        List<Shape> shapes = constants(location, reader.read(location));
        if (schema.has("$ref")) {
            shapes = both(shapes, of(document.resolve(location)), location.at("$ref"));
        }
        for (List<Shape> each : children(location, "allOf")) {
            shapes = both(shapes, each, location.at("allOf"));
        }
        if (schema.has("anyOf")) {
            List<Shape> options = new ArrayList<>();
            children(location, "anyOf").forEach(options::addAll);
            shapes = both(shapes, options, location.at("anyOf"));
        }
        if (schema.has("oneOf")) {
            shapes = exactlyOne(location, shapes, children(location, "oneOf"));
        }
        return shapes;
    }

    private List<Shape> constants(Location location, List<Shape> shapes) {
        JsonNode schema = location.schema();
        List<Shape> result = shapes;
        if (schema.has("const")) {
            result = both(result, List.of(new Shape.Values(List.of(schema.get("const")))), location.at("const"));
        }
        JsonNode list = KeywordReader.list(location, "enum");
        if (list != null) {
            List<JsonNode> values = new ArrayList<>();
            list.forEach(values::add);
            result = both(result, List.of(new Shape.Values(values)), location.at("enum"));
        }
        return result;
    }

    private List<List<Shape>> children(Location location, String keyword) {
        JsonNode list = KeywordReader.list(location, keyword);
        List<List<Shape>> all = new ArrayList<>();
        for (int i = 0; list != null && i < list.size(); i++) {
            all.add(of(location.child(keyword, i)));
        }
        return all;
    }

    private List<Shape> exactlyOne(Location location, List<Shape> siblings, List<List<Shape>> options) {
        List<List<Shape>> narrowed = new ArrayList<>();
        for (List<Shape> option : options) {
            narrowed.add(both(siblings, option, location.at("oneOf")));
        }
        List<Shape> all = new ArrayList<>();
        for (int i = 0; i < narrowed.size(); i++) {
            for (int j = 0; j < i; j++) {
                if (!disjointness.proven(narrowed.get(i), narrowed.get(j))) {
                    throw new ConstraintRefusedException(
                            location.at("oneOf"), "options " + j + " and " + i + " are not provably disjoint; anyOf has no such need");
                }
            }
            all.addAll(narrowed.get(i));
        }
        return all;
    }

    private List<Shape> both(List<Shape> a, List<Shape> b, String where) {
        if (a == ANYTHING) {
            return b;
        }
        if (b == ANYTHING) {
            return a;
        }
        List<Shape> common = new ArrayList<>();
        for (Shape x : a) {
            for (Shape y : b) {
                @Nullable Shape shape = intersection.of(x, y);
                if (shape != null) {
                    common.add(shape);
                }
            }
        }
        if (common.size() > OPTIONS_MAX) {
            throw new ConstraintRefusedException(where, "the combination has more than " + OPTIONS_MAX + " options");
        }
        return common;
    }
}
