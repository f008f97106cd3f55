package io.sluice.workflow.schema;

import com.networknt.schema.Schema;
import io.sluice.platform.json.StrictJson;
import io.sluice.workflow.definition.SafeSchemas;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A JSON Schema of {@link SafeSchemas}, and values of at most {@value #DEPTH_MAX} levels held against it. Thread-safe. */
public final class CheckedSchema {

    private static final int DEPTH_MAX = 64;
    private static final int SCALE_MAX = 1000;
    private static final JsonMapper JSON = StrictJson.configure(JsonMapper.builder())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final Schema schema;

    private CheckedSchema(Schema schema) {
        this.schema = schema;
    }

    /** @throws SchemaException saying what is wrong with it */
    public static CheckedSchema read(JsonNode schema) throws SchemaException {
        if (!schema.isObject() && !schema.isBoolean()) {
            throw new SchemaException("a schema is an object, true or false");
        }
        Optional<String> problem = SafeSchemas.problem(schema);
        if (problem.isPresent()) {
            throw new SchemaException(problem.get());
        }
        return new CheckedSchema(SafeSchemas.compile(schema));
    }

    /** What is wrong with the value, for whoever made it: its first fault, with the place; empty: nothing is. */
    public Optional<String> fault(JsonNode value) {
        Optional<String> unfit = unfit(value, 0);
        return unfit.isPresent() ? unfit : SafeSchemas.faults(schema, value).stream().findFirst()
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

    /** What a validator would take too long over. */
    private static Optional<String> unfit(JsonNode value, int above) {
        if (above > DEPTH_MAX) {
            return Optional.of("nested deeper than " + DEPTH_MAX);
        }
        if (value.isBigDecimal() && Math.abs((long) value.decimalValue().scale()) > SCALE_MAX) {
            return Optional.of("a number is too large or too small");
        }
        for (JsonNode child : value) {
            Optional<String> unfit = unfit(child, above + 1);
            if (unfit.isPresent()) {
                return unfit;
            }
        }
        return Optional.empty();
    }
}
