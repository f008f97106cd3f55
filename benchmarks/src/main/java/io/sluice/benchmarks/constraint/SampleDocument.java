package io.sluice.benchmarks.constraint;

import java.util.SplittableRandom;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** A schema as clients send them (flat and nested objects, lists, enumerations, bounds, patterns) and one value for it. */
record SampleDocument(JsonNode schema, JsonNode value) {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String[] NAMES = {
        "id", "name", "title", "description", "status", "email", "createdAt", "items", "price", "currency", "quantity", "tags",
        "address", "street", "city", "zip", "country", "score", "reason", "steps", "summary", "priority", "assignee", "url"
    };
    private static final String[] WORDS = {
        "the", "order", "was", "shipped", "late", "because", "of", "a", "storm", "customer", "asks", "for", "refund", "Zürich", "東京",
        "please", "answer", "before", "Friday", "\"urgent\"", "42", "items", "in", "total"
    };

    static SampleDocument of(SplittableRandom random) {
        ObjectNode schema = JSON.objectNode();
        ObjectNode value = JSON.objectNode();
        object(schema, value, 3, random);
        return new SampleDocument(schema, value);
    }

    private static void object(ObjectNode schema, ObjectNode value, int depth, SplittableRandom random) {
        schema.put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        ArrayNode required = JSON.arrayNode();
        int count = 2 + random.nextInt(7);
        for (int i = 0; i < count; i++) {
            String name = NAMES[random.nextInt(NAMES.length)];
            if (properties.has(name)) {
                continue;
            }
            ObjectNode member = properties.putObject(name);
            JsonNode sample = member(member, depth - 1, random);
            boolean always = random.nextInt(3) > 0;
            if (always) {
                required.add(name);
            }
            if (always || random.nextBoolean()) {
                value.set(name, sample);
            }
        }
        schema.set("required", required);
        schema.put("additionalProperties", false);
    }

    private static JsonNode member(ObjectNode schema, int depth, SplittableRandom random) {
        return switch (random.nextInt(depth > 0 ? 12 : 9)) {
            case 0, 1 -> {
                schema.put("type", "string");
                yield JSON.stringNode(text(random, 3 + random.nextInt(15)));
            }
            case 2 -> {
                schema.put("type", "string").put("maxLength", 80).put("minLength", 1);
                yield JSON.stringNode(text(random, 5));
            }
            case 3 -> {
                schema.put("type", "string").put("pattern", "^[A-Z]{2,3}-\\d{3,6}$");
                yield JSON.stringNode("AB-" + (1_000 + random.nextInt(9_000)));
            }
            case 4 -> {
                schema.put("type", "string").put("format", "date-time");
                yield JSON.stringNode("2031-0" + (1 + random.nextInt(9)) + "-11T09:30:0" + random.nextInt(10) + "Z");
            }
            case 5 -> {
                schema.putArray("enum").add("open").add("closed").add("in_progress").add("waiting for customer");
                yield JSON.stringNode(random.nextBoolean() ? "open" : "waiting for customer");
            }
            case 6 -> {
                schema.put("type", "integer").put("minimum", 0).put("maximum", 1_000 + random.nextInt(100_000));
                yield JSON.numberNode(random.nextInt(1_000));
            }
            case 7 -> {
                schema.put("type", "number");
                yield JSON.numberNode(random.nextInt(100_000) / 100.0);
            }
            case 8 -> {
                schema.putArray("type").add("boolean").add("null");
                yield JSON.booleanNode(random.nextBoolean());
            }
            case 9 -> {
                ObjectNode value = JSON.objectNode();
                object(schema, value, depth, random);
                yield value;
            }
            default -> list(schema, depth, random);
        };
    }

    private static JsonNode list(ObjectNode schema, int depth, SplittableRandom random) {
        schema.put("type", "array").put("maxItems", 20);
        ArrayNode list = JSON.arrayNode();
        long seed = random.nextLong();
        int size = random.nextInt(5);
        for (int i = 0; i < size; i++) {
            // The same draws give the same schema and the same value for each item.
            list.add(member(JSON.objectNode(), depth, new SplittableRandom(seed)));
        }
        member(schema.putObject("items"), depth, new SplittableRandom(seed));
        return list;
    }

    private static String text(SplittableRandom random, int words) {
        StringBuilder text = new StringBuilder(WORDS[random.nextInt(WORDS.length)]);
        for (int i = 1; i < words; i++) {
            text.append(' ').append(WORDS[random.nextInt(WORDS.length)]);
        }
        return text.toString();
    }
}
