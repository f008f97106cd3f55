package io.sluice.workflow.definition;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import com.networknt.schema.regex.RegularExpression;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Schema 2020-12 that comes from callers: nothing is fetched, patterns are RE2's, and references that lead back to
 * where they came from without going down into the value are refused, since the validator would follow them for ever.
 */
public final class SafeSchemas {

    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .regularExpressionFactory(SafeSchemas::pattern)
            .pathType(PathType.JSON_POINTER)
            .locale(Locale.ROOT)
            .build();
    /** Whatever is as large has no fraction. */
    private static final double LONGS = 0x1p63;

    private SafeSchemas() {
    }

    /** A sentence on what is wrong with it; empty: {@link #compile} takes it. */
    public static Optional<String> problem(JsonNode schema) {
        Optional<String> reference = SchemaReferences.problem(schema);
        if (reference.isPresent()) {
            return reference;
        }
        try {
            compile(schema);
            return Optional.empty();
        } catch (SchemaException | PatternSyntaxException | IllegalArgumentException e) {
            return Optional.of("it is not a schema that can be used: " + firstLine(String.valueOf(e.getMessage())));
        }
    }

    /** Of one that {@link #problem} found nothing wrong with. Safe for use by many threads. */
    public static Schema compile(JsonNode schema) {
        SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> builder
                .schemaRegistryConfig(CONFIG)
                .schemaCacheEnabled(false));
        Schema compiled = registry.getSchema(SchemaLocation.of("urn:sluice:schema:given"), schema);
        compiled.initializeValidators();
        return compiled;
    }

    /** What is wrong with a value. */
    public static List<Error> faults(Schema schema, JsonNode value) {
        return schema.validate(whole(value));
    }

    /** The validator reads integers of any size, but not those beyond a long that are written as 1e300. */
    private static JsonNode whole(JsonNode value) {
        if (value instanceof ObjectNode object) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(field -> copy.set(field.getKey(), whole(field.getValue())));
            return copy;
        }
        if (value instanceof ArrayNode array) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(item -> copy.add(whole(item)));
            return copy;
        }
        boolean beyond = value.isFloatingPointNumber() && Math.abs(value.doubleValue()) >= LONGS;
        return beyond ? JsonNodeFactory.instance.numberNode(value.decimalValue().toBigInteger()) : value;
    }

    private static RegularExpression pattern(String text) {
        Optional<String> problem = Patterns.problem(text);
        if (problem.isPresent()) {
            throw new IllegalArgumentException(problem.get());
        }
        Pattern pattern = Pattern.compile(text);
        return value -> pattern.matcher(value).find();
    }

    private static String firstLine(String message) {
        String line = message.lines().findFirst().orElse("");
        return line.substring(0, Math.min(200, line.length()));
    }
}
