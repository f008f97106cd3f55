package io.sluice.e2e.harness;

import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** What clients depend on in an answer: the names and the kinds of its fields, without their values. */
public final class Shape {

    private Shape() {
    }

    /** Objects keep their names, arrays become the shape of their first element, the rest becomes its kind. */
    public static Object of(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> fields = new TreeMap<>();
            node.properties().forEach(field -> fields.put(field.getKey(), of(field.getValue())));
            return fields;
        }
        if (node.isArray()) {
            return node.isEmpty() ? java.util.List.of() : java.util.List.of(of(node.get(0)));
        }
        return node.isIntegralNumber() ? "integer" : node.getNodeType().name().toLowerCase(java.util.Locale.ROOT);
    }

    public static String text(JsonNode node) {
        return Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(of(node));
    }
}
