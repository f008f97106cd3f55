package io.sluice.gateway.openai;

import io.sluice.contracts.generation.OutputFormat;
import io.sluice.contracts.generation.OutputFormat.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code response_format} as OpenAI has it and {@code structured_outputs} as vLLM has it. Only their form is checked here:
 * whether a definition can be held exactly is the engine's to say.
 */
final class FormatReader {

    static final int DEFINITION_CHARS_MAX = 262_144;

    private static final String RESPONSE_FORMAT = "response_format";
    private static final String STRUCTURED_OUTPUTS = "structured_outputs";
    private static final Set<String> FORMAT_FIELDS = Set.of("type", "json_schema");
    private static final Set<String> SCHEMA_FIELDS = Set.of("name", "description", "schema", "strict");
    private static final Map<String, Kind> STRUCTURED = Map.of("json", Kind.JSON_SCHEMA, "regex", Kind.REGEX, "grammar", Kind.GRAMMAR);

    private FormatReader() {
    }

    /** Null: any text. */
    static @Nullable OutputFormat read(@Nullable JsonNode responseFormat, @Nullable JsonNode structuredOutputs) {
        OutputFormat response = isAbsent(responseFormat) ? null : responseFormat(responseFormat).orElse(null);
        if (isAbsent(structuredOutputs)) {
            return response;
        }
        if (response != null) {
            throw FieldRules.invalid(STRUCTURED_OUTPUTS, "and 'response_format' say the same; send one of them");
        }
        return structuredOutputs(structuredOutputs);
    }

    private static boolean isAbsent(@Nullable JsonNode node) {
        return node == null || node.isNull();
    }

    private static Optional<OutputFormat> responseFormat(JsonNode format) {
        requireFields(RESPONSE_FORMAT, format, FORMAT_FIELDS);
        return switch (format.path("type").asString("")) {
            case "text" -> Optional.empty();
            case "json_object" -> Optional.of(new OutputFormat(Kind.JSON_OBJECT, null));
            case "json_schema" -> Optional.of(new OutputFormat(Kind.JSON_SCHEMA, schema(format.path("json_schema"))));
            default -> throw FieldRules.invalid(RESPONSE_FORMAT + ".type", "must be text, json_object or json_schema");
        };
    }

    private static String schema(JsonNode format) {
        String at = RESPONSE_FORMAT + ".json_schema";
        requireFields(at, format, SCHEMA_FIELDS);
        if (!format.path("name").isString() || !ToolReader.isName(format.path("name").asString())) {
            throw FieldRules.invalid(at + ".name", "must be 1..64 letters, digits, underscores or dashes");
        }
        return definition(at + ".schema", format.path("schema"));
    }

    private static OutputFormat structuredOutputs(JsonNode wanted) {
        requireFields(STRUCTURED_OUTPUTS, wanted, STRUCTURED.keySet());
        if (wanted.size() != 1) {
            throw FieldRules.invalid(STRUCTURED_OUTPUTS, "must have one of json, regex and grammar");
        }
        String name = wanted.propertyNames().iterator().next();
        String at = STRUCTURED_OUTPUTS + "." + name;
        Kind kind = STRUCTURED.get(name);
        JsonNode value = wanted.get(name);
        if (kind == Kind.JSON_SCHEMA) {
            return new OutputFormat(kind, definition(at, value));
        }
        if (!value.isString() || value.asString().isEmpty() || value.asString().length() > DEFINITION_CHARS_MAX) {
            throw FieldRules.invalid(at, "must be a string of 1.." + DEFINITION_CHARS_MAX + " characters");
        }
        return new OutputFormat(kind, FieldRules.text(at, value.asString()));
    }

    /** A schema as text. */
    static String definition(String at, JsonNode schema) {
        if (!schema.isObject() && !schema.isBoolean()) {
            throw FieldRules.invalid(at, "must be a JSON Schema");
        }
        String text = schema.toString();
        if (text.length() > DEFINITION_CHARS_MAX) {
            throw FieldRules.invalid(at, "must have at most " + DEFINITION_CHARS_MAX + " characters");
        }
        return text;
    }

    private static void requireFields(String at, JsonNode object, Set<String> known) {
        if (!object.isObject()) {
            throw FieldRules.invalid(at, "must be an object");
        }
        for (String name : object.propertyNames()) {
            if (!known.contains(name) && !object.get(name).isNull()) {
                throw FieldRules.invalid(at, "has a field that is not known; it may have " + String.join(", ", known.stream().sorted().toList()));
            }
        }
    }
}
