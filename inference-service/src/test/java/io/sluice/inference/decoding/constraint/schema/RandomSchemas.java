package io.sluice.inference.decoding.constraint.schema;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Schemas of the supported kind, and values that satisfy them, members in the order that a text has to have. */
final class RandomSchemas {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String[] NAMES = {"a", "b", "name", "é", "x/y", "q\"t", "tab\tbed", "ab", "n0", "", "日本"};
    private static final String[] PATTERNS = {"^[a-c]{1,4}$", "^\\d+-\\d+$", "b", "^(é|\"|\\\\)*$", "^x?y{2,}", "[^a]$"};
    private static final String[][] MATCHING = {
        {"a", "cab", "bb"}, {"1-2", "33-04"}, {"b", "abc", "é b"}, {"", "é\"", "\\\\é"}, {"yy", "xyyy tail"}, {"b", "a\n!"}
    };
    private static final String[] FORMATS = {"date", "time", "date-time", "uuid", "ipv4", "ipv6", "email", "hostname", "uri",
        "duration", "json-pointer", "uri-reference", "relative-json-pointer"};

    private final SplittableRandom random;
    private final boolean recursive;

    RandomSchemas(SplittableRandom random) {
        this.random = random;
        this.recursive = random.nextInt(3) == 0;
    }

    JsonNode root() {
        ObjectNode schema = schema(3);
        if (recursive) {
            ObjectNode list = JSON.objectNode();
            list.put("type", "object");
            ObjectNode properties = list.putObject("properties");
            properties.set("value", schema(1));
            properties.putObject("next").put("$ref", "#/$defs/list");
            list.putArray("required").add("value");
            list.put("additionalProperties", false);
            schema.putObject("$defs").set("list", list);
        }
        return schema;
    }

    private ObjectNode schema(int depth) {
        int kind = random.nextInt(depth == 0 ? 6 : recursive ? 14 : 13);
        return switch (kind) {
            case 0 -> JSON.objectNode().put("type", random.nextBoolean() ? "boolean" : "null");
            case 1 -> constants();
            case 2, 3 -> number();
            case 4, 5 -> string();
            case 6, 7, 8 -> object(depth);
            case 9, 10 -> array(depth);
            case 11 -> options(depth);
            case 12 -> all(depth);
            default -> JSON.objectNode().put("$ref", "#/$defs/list");
        };
    }

    private ObjectNode constants() {
        ObjectNode schema = JSON.objectNode();
        if (random.nextBoolean()) {
            schema.set("const", random.nextBoolean() ? JSON.stringNode("q\"é") : JSON.numberNode(random.nextInt(100)));
        } else {
            ArrayNode values = schema.putArray("enum");
            values.add("red").add("ré").add(12).add(new BigDecimal("1.5")).addNull();
            values.addArray().add(1).add("two");
            values.addObject().put("k", true);
        }
        return schema;
    }

    private ObjectNode number() {
        ObjectNode schema = JSON.objectNode().put("type", random.nextBoolean() ? "integer" : "number");
        int low = random.nextInt(-50, 500);
        if (random.nextBoolean()) {
            schema.put(random.nextBoolean() ? "minimum" : "exclusiveMinimum", low);
        }
        if (random.nextBoolean()) {
            schema.put(random.nextBoolean() ? "maximum" : "exclusiveMaximum", low + 7 + random.nextInt(300));
        }
        if (random.nextInt(4) == 0) {
            schema.put("multipleOf", 1 + random.nextInt(5));
        }
        return schema;
    }

    private ObjectNode string() {
        ObjectNode schema = JSON.objectNode().put("type", "string");
        int kind = random.nextInt(4);
        if (kind == 0) {
            schema.put("pattern", PATTERNS[random.nextInt(PATTERNS.length)]);
        } else if (kind == 1) {
            schema.put("format", FORMATS[random.nextInt(FORMATS.length)]);
        } else if (kind == 2) {
            int least = random.nextInt(5);
            schema.put("minLength", least);
            schema.put("maxLength", least + random.nextInt(20));
        }
        return schema;
    }

    private ObjectNode object(int depth) {
        ObjectNode schema = JSON.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JSON.arrayNode();
        int count = random.nextInt(5);
        for (int i = 0; i < count; i++) {
            String name = NAMES[random.nextInt(NAMES.length)];
            if (!properties.has(name)) {
                properties.set(name, schema(depth - 1));
                if (random.nextBoolean()) {
                    required.add(name);
                }
            }
        }
        if (!required.isEmpty()) {
            schema.set("required", required);
        }
        int more = random.nextInt(4);
        if (more > 0) {
            schema.set("additionalProperties", more > 1 ? JSON.booleanNode(false) : schema(0));
        }
        if (random.nextInt(6) == 0) {
            schema.putObject("patternProperties").set("^p_", schema(0));
        }
        if (random.nextInt(5) == 0) {
            schema.put("maxProperties", required.size() + random.nextInt(3));
        }
        if (random.nextInt(5) == 0) {
            schema.put("minProperties", Math.min(properties.size(), required.size() + 1));
        }
        return schema;
    }

    private ObjectNode array(int depth) {
        ObjectNode schema = JSON.objectNode().put("type", "array");
        int first = random.nextInt(3);
        for (int i = 0; i < first; i++) {
            schema.withArray("prefixItems").add(schema(depth - 1));
        }
        schema.set("items", random.nextInt(4) == 0 && first > 0 ? JSON.booleanNode(false) : schema(depth - 1));
        if (random.nextBoolean()) {
            int least = random.nextInt(first + 2);
            schema.put("minItems", schema.get("items").isBoolean() ? Math.min(first, least) : least);
            schema.put("maxItems", least + random.nextInt(4));
        }
        return schema;
    }

    private ObjectNode options(int depth) {
        ObjectNode schema = JSON.objectNode();
        if (random.nextInt(3) == 0) {
            ArrayNode options = schema.putArray("oneOf");
            options.add(JSON.objectNode().put("type", "string").put("maxLength", 3));
            options.add(number());
            ObjectNode tagged = object(depth);
            options.add(tagged);
            return schema;
        }
        ArrayNode options = schema.putArray("anyOf");
        options.add(schema(depth - 1)).add(schema(depth - 1));
        return schema;
    }

    private ObjectNode all(int depth) {
        ObjectNode schema = JSON.objectNode();
        ArrayNode parts = schema.putArray("allOf");
        if (random.nextBoolean()) {
            parts.add(JSON.objectNode().put("type", "number").put("minimum", 3));
            parts.add(JSON.objectNode().put("maximum", 40 + random.nextInt(100)));
            parts.add(JSON.objectNode().put("multipleOf", 2));
        } else {
            ObjectNode first = object(depth);
            first.remove("additionalProperties");
            first.remove("maxProperties");
            parts.add(first);
            parts.addObject().put("type", "object").putArray("required").add("added");
        }
        return schema;
    }

    /** A value that the schema is meant to allow, null when this one was not found. */
    @Nullable JsonNode value(JsonNode schema, JsonNode root, int depth) {
        if (schema.isBoolean()) {
            return schema.booleanValue() ? JSON.numberNode(7) : null;
        }
        if (schema.has("$ref")) {
            return depth > 8 ? null : value(root.at(schema.get("$ref").stringValue().substring(1)), root, depth + 1);
        }
        if (schema.has("const")) {
            return schema.get("const");
        }
        for (String list : List.of("enum", "anyOf", "oneOf")) {
            if (schema.has(list)) {
                JsonNode chosen = schema.get(list).get(random.nextInt(schema.get(list).size()));
                return list.equals("enum") ? chosen : value(chosen, root, depth);
            }
        }
        if (schema.has("allOf")) {
            return schema.get("allOf").size() == 3 ? JSON.numberNode(2 * random.nextInt(2, 20)) : added(schema, root, depth);
        }
        return switch (schema.path("type").asString("")) {
            case "boolean" -> JSON.booleanNode(random.nextBoolean());
            case "null" -> JSON.nullNode();
            case "integer" -> JSON.numberNode(random.nextInt(-60, 900));
            case "number" -> JSON.numberNode(new BigDecimal(random.nextInt(-6_000, 90_000)).movePointLeft(random.nextInt(3)));
            case "string" -> {
                String format = schema.path("format").asString("date");
                yield format.equals("date") || format.equals("uuid") ? JSON.stringNode(text(schema)) : null;
            }
            case "array" -> arrayValue(schema, root, depth);
            default -> objectValue(schema, root, depth);
        };
    }

    private @Nullable JsonNode added(JsonNode schema, JsonNode root, int depth) {
        JsonNode object = objectValue(schema.get("allOf").get(0), root, depth);
        if (object == null) {
            return null;
        }
        ObjectNode members = JSON.objectNode();
        object.propertyNames().stream().filter(name -> !name.startsWith("free")).forEach(name -> members.set(name, object.get(name)));
        members.set("added", JSON.stringNode("yes"));
        object.propertyNames().stream().filter(name -> name.startsWith("free")).forEach(name -> members.set(name, object.get(name)));
        return members;
    }

    private String text(JsonNode schema) {
        if (schema.has("pattern")) {
            for (int i = 0; i < PATTERNS.length; i++) {
                if (PATTERNS[i].equals(schema.get("pattern").stringValue())) {
                    return MATCHING[i][random.nextInt(MATCHING[i].length)];
                }
            }
        }
        if (schema.path("format").asString("").equals("date")) {
            return "20" + (10 + random.nextInt(80)) + "-0" + (1 + random.nextInt(9)) + "-" + (10 + random.nextInt(22));
        }
        if (schema.path("format").asString("").equals("uuid")) {
            return new java.util.UUID(random.nextLong(), random.nextLong()).toString();
        }
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(8);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint("ab é日\"\\\n/😀x".codePointAt(new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11}[random.nextInt(11)]));
        }
        return text.toString();
    }

    private @Nullable JsonNode arrayValue(JsonNode schema, JsonNode root, int depth) {
        ArrayNode array = JSON.arrayNode();
        int size = random.nextInt(4);
        for (int i = 0; i < size; i++) {
            JsonNode first = schema.path("prefixItems").path(i);
            JsonNode item = value(first.isMissingNode() ? schema.get("items") : first, root, depth + 1);
            if (item == null) {
                return null;
            }
            array.add(item);
        }
        return array;
    }

    private @Nullable JsonNode objectValue(JsonNode schema, JsonNode root, int depth) {
        ObjectNode object = JSON.objectNode();
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.stringValue()));
        for (String name : schema.path("properties").propertyNames()) {
            if (required.contains(name) || random.nextBoolean()) {
                JsonNode value = value(schema.get("properties").get(name), root, depth + 1);
                if (value != null) {
                    object.set(name, value);
                }
            }
        }
        JsonNode additional = schema.path("additionalProperties");
        if (!additional.isBoolean() && random.nextBoolean()) {
            JsonNode value = additional.isMissingNode() ? JSON.arrayNode().add("any") : value(additional, root, depth + 1);
            if (value != null) {
                object.set("free" + random.nextInt(3), value);
            }
        }
        return object;
    }
}
