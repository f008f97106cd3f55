package io.sluice.inference.decoding.constraint.schema;

import io.sluice.inference.decoding.constraint.automaton.ConstraintRefusedException;
import java.math.BigDecimal;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads keywords of the right kind, and knows which ones there are. */
final class KeywordReader {

    private static final int DIGITS_MAX = 100;

    private static final Set<String> UNDERSTOOD = Set.of(
            "type", "enum", "const", "properties", "required", "additionalProperties", "patternProperties",
            "minProperties", "maxProperties", "items", "prefixItems", "minItems", "maxItems", "minLength", "maxLength",
            "pattern", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "anyOf",
            "oneOf", "allOf", "$ref", "nullable", "propertyNames");
    private static final Set<String> REMARKS = Set.of(
            "$schema", "$id", "$anchor", "$comment", "$defs", "definitions", "title", "description", "default",
            "example", "examples", "deprecated", "readOnly", "writeOnly", "contentEncoding", "contentMediaType",
            "contentSchema", "externalDocs", "xml", "discriminator", "minContains", "maxContains", "then", "else");

    /** Remarks in 2020-12; up to draft 7 a validator may take them as conditions. */
    private static final Set<String> CONTENT = Set.of("contentEncoding", "contentMediaType");
    private static final Set<String> APPLICATORS =
            Set.of("$ref", "allOf", "anyOf", "oneOf", "if", "dependentSchemas", "contains");

    private KeywordReader() {}

    /** Whether every property and item is either named here or left to {@code unevaluated...}. */
    static boolean evaluatesAlone(JsonNode schema) {
        return APPLICATORS.stream().noneMatch(schema::has);
    }

    /** @throws ConstraintRefusedException naming the first keyword that is not kept */
    static void check(Location location, boolean legacy) {
        JsonNode schema = location.schema();
        if (!schema.isObject()) {
            throw new ConstraintRefusedException(location.pointer(), "a schema must be an object, true or false");
        }
        for (String keyword : schema.propertyNames()) {
            boolean harmless = UNDERSTOOD.contains(keyword)
                    || REMARKS.contains(keyword) && !(legacy && CONTENT.contains(keyword))
                    || keyword.startsWith("x-")
                    || saysNothing(keyword, schema);
            if (!harmless) {
                throw new ConstraintRefusedException(
                        location.at(keyword), "the keyword " + keyword + " can't be enforced exactly");
            }
        }
    }

    /** Keywords that are not supported, with values that ask for nothing. */
    private static boolean saysNothing(String keyword, JsonNode schema) {
        JsonNode value = schema.get(keyword);
        return switch (keyword) {
            case "uniqueItems" -> value.isBoolean() && (!value.booleanValue() || atMostOneItem(schema));
            case "unevaluatedProperties", "unevaluatedItems" ->
                evaluatesAlone(schema) || value.isBoolean() && value.booleanValue();
            case "additionalItems" -> value.isBoolean() && value.booleanValue();
            case "not" -> value.isBoolean() && !value.booleanValue();
            case "if" -> !schema.has("then") && !schema.has("else");
            case "dependentRequired", "dependentSchemas", "dependencies", "$vocabulary" -> value.isEmpty();
            default -> false;
        };
    }

    private static boolean atMostOneItem(JsonNode schema) {
        JsonNode most = schema.path("maxItems");
        return most.isNumber() && most.decimalValue().compareTo(BigDecimal.ONE) <= 0;
    }

    /** A count of things, 0 or more; {@code absent} when the keyword is missing, at most {@link Integer#MAX_VALUE}. */
    static int count(Location location, String keyword, int absent) {
        BigDecimal value = number(location, keyword);
        if (value == null) {
            return absent;
        }
        if (value.signum() < 0 || value.stripTrailingZeros().scale() > 0) {
            throw new ConstraintRefusedException(location.at(keyword), keyword + " must be a whole number, not negative");
        }
        return value.min(BigDecimal.valueOf(Integer.MAX_VALUE)).intValue();
    }

    static @Nullable BigDecimal number(Location location, String keyword) {
        JsonNode value = location.schema().get(keyword);
        if (value == null) {
            return null;
        }
        if (!value.isNumber()) {
            throw new ConstraintRefusedException(location.at(keyword), keyword + " must be a number");
        }
        BigDecimal number = value.decimalValue();
        if (number.precision() > DIGITS_MAX || Math.abs((long) number.scale()) > 400) {
            throw new ConstraintRefusedException(location.at(keyword), keyword + " has too many digits");
        }
        return number;
    }

    static @Nullable String text(Location location, String keyword) {
        JsonNode value = location.schema().get(keyword);
        if (value != null && !value.isString()) {
            throw new ConstraintRefusedException(location.at(keyword), keyword + " must be a string");
        }
        return value == null ? null : value.stringValue();
    }

    /** The list under the keyword, or null when it is missing. */
    static @Nullable JsonNode list(Location location, String keyword) {
        JsonNode value = location.schema().get(keyword);
        if (value != null && !value.isArray()) {
            throw new ConstraintRefusedException(location.at(keyword), keyword + " must be an array");
        }
        return value;
    }

    /** The object under the keyword, or null when it is missing. */
    static @Nullable JsonNode map(Location location, String keyword) {
        JsonNode value = location.schema().get(keyword);
        if (value != null && !value.isObject()) {
            throw new ConstraintRefusedException(location.at(keyword), keyword + " must be an object");
        }
        return value;
    }
}
