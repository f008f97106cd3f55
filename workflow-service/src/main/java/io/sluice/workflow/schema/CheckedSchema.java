package io.sluice.workflow.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import io.sluice.platform.json.StrictJson;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A JSON Schema that can be trusted with values. Thread-safe.
 *
 * <p>Patterns are RE2: a schema whose pattern RE2 does not know is refused. Values are at most {@value #DEPTH_MAX} deep.
 */
public final class CheckedSchema {

    private static final int DEPTH_MAX = 64;
    private static final JsonMapper JSON = StrictJson.configure(JsonMapper.builder())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
    private static final SchemaRegistryConfig CONFIGURATION = SchemaRegistryConfig.builder()
            .regularExpressionFactory(expression -> {
                Pattern pattern = Pattern.compile(expression);
                return text -> pattern.matcher(text).find();
            })
            .preloadSchema(true)
            .build();

    private final Schema schema;

    private CheckedSchema(Schema schema) {
        this.schema = schema;
    }

    /** @throws SchemaException naming the place in the schema */
    public static CheckedSchema read(JsonNode schema) throws SchemaException {
        if (!schema.isObject() && !schema.isBoolean()) {
            throw new SchemaException("a schema is an object, true or false");
        }
        References.check(schema);
        try {
            SchemaRegistry registry = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12,
                    builder -> builder.schemaRegistryConfig(CONFIGURATION).schemaLoader(loader -> loader.block(every -> true)));
            Schema read = registry.getSchema(schema);
            read.initializeValidators();
            return new CheckedSchema(read);
        } catch (PatternSyntaxException | com.networknt.schema.SchemaException wrong) {
            throw new SchemaException("the schema cannot be used: " + wrong.getMessage());
        }
    }

    /** What is wrong with the value, for whoever made it: its first fault, with the place; empty: nothing is. */
    public Optional<String> fault(JsonNode value) {
        if (depth(value, 0) > DEPTH_MAX) {
            return Optional.of("nested deeper than " + DEPTH_MAX);
        }
        return schema.validate(value).stream().findFirst()
                .map(error -> "at " + (error.getInstanceLocation().getNameCount() == 0 ? "/" : error.getInstanceLocation())
                        + ": " + error.getMessage());
    }

    /** As {@link #fault(JsonNode)}, of text that should be JSON. */
    public Optional<String> fault(String json) {
        try {
            return fault(JSON.readTree(json));
        } catch (JacksonException wrong) {
            return Optional.of("no JSON: " + wrong.getOriginalMessage());
        }
    }

    private static int depth(JsonNode value, int above) {
        int most = above;
        if (value.isContainer() && above <= DEPTH_MAX) {
            for (JsonNode child : value) {
                most = Math.max(most, depth(child, above + 1));
            }
        }
        return most;
    }
}
