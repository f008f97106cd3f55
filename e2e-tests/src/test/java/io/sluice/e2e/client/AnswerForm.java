package io.sluice.e2e.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the answer has to be: an object whose fields each have one of some words, as the text or as the arguments of a call.
 *
 * @param fields every field with the words that it may have
 */
record AnswerForm(Kind kind, String name, Map<String, List<String>> fields) {

    enum Kind {
        /** The text itself, by {@code response_format}. */
        SCHEMA,
        /** A call of the function or of {@link #OTHER}, by {@code tool_choice: "required"}. */
        REQUIRED,
        /** A call of the function, by {@code tool_choice} with its name. */
        NAMED
    }

    /** A second function, so that a choice has to be made. */
    static final String OTHER = "nothing";

    static AnswerForm of(Kind kind, String name, Map<String, List<String>> fields) {
        return new AnswerForm(kind, name, fields);
    }

    boolean calls() {
        return kind != Kind.SCHEMA;
    }

    /** As JSON Schema. */
    Map<String, Object> schema() {
        Map<String, Object> properties = new LinkedHashMap<>();
        fields.forEach((field, words) -> properties.put(field, Map.of("type", "string", "enum", words)));
        return Map.of("type", "object", "properties", properties, "required", List.copyOf(fields.keySet()), "additionalProperties", false);
    }

    /** {@code tool_choice} where there are functions. */
    Object choice() {
        return kind == Kind.REQUIRED ? "required" : Map.of("type", "function", "function", Map.of("name", name));
    }

    static Map<String, Object> nothing() {
        return Map.of("type", "object", "properties", Map.of(), "required", List.of(), "additionalProperties", false);
    }
}
