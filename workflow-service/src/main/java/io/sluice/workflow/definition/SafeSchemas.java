package io.sluice.workflow.definition;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import com.networknt.schema.regex.RegularExpression;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

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
