package io.sluice.inference.decoding.constraint.schema;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Visits every place of a document that holds a schema, but not values that look like one. */
final class SchemaWalk {

    private static final List<String> ONE = List.of(
            "items", "additionalProperties", "additionalItems", "contains", "propertyNames", "not", "if", "then", "else",
            "unevaluatedItems", "unevaluatedProperties");
    private static final List<String> LISTS = List.of("allOf", "anyOf", "oneOf", "prefixItems");
    private static final List<String> MAPS =
            List.of("properties", "patternProperties", "$defs", "definitions", "dependentSchemas");

    private SchemaWalk() {}

    static void of(Location root, Consumer<Location> visitor) {
        ArrayDeque<Location> open = new ArrayDeque<>();
        open.add(root);
        while (!open.isEmpty()) {
            Location location = open.remove();
            if (location.schema().isObject()) {
                visitor.accept(location);
                children(location, open);
            }
        }
    }

    private static void children(Location location, ArrayDeque<Location> open) {
        for (String keyword : ONE) {
            if (location.schema().path(keyword).isObject()) {
                open.add(location.child(keyword));
            }
        }
        for (String keyword : LISTS) {
            JsonNode list = location.schema().path(keyword);
            for (int i = 0; list.isArray() && i < list.size(); i++) {
                open.add(location.child(keyword, i));
            }
        }
        for (String keyword : MAPS) {
            JsonNode map = location.schema().path(keyword);
            if (map.isObject()) {
                map.propertyNames().forEach(name -> open.add(location.child(keyword, name)));
            }
        }
    }
}
