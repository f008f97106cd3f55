package io.sluice.workflow.definition;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.sluice.platform.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Workflows as JSON, in one form: everything written out, keys sorted but for agents, whose order means something. It is
 * the form of the published schema, so what was written can be read by {@link WorkflowReader}, by a person, and, since
 * unknown fields are passed over, by the version before.
 */
public final class WorkflowFormat {

    private static final JsonMapper MAPPER = StrictJson.configure(JsonMapper.builder())
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .enable(EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
            .addMixIn(Agent.class, AgentKinds.class)
            .addMixIn(VerifierSpec.class, VerifierKinds.class)
            .build();

    private WorkflowFormat() {
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
    @JsonSubTypes({@JsonSubTypes.Type(Agent.ModelAgent.class), @JsonSubTypes.Type(Agent.ToolAgent.class)})
    private interface AgentKinds {
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.DEDUCTION)
    @JsonSubTypes({@JsonSubTypes.Type(VerifierSpec.Pattern.class), @JsonSubTypes.Type(VerifierSpec.Schema.class),
            @JsonSubTypes.Type(VerifierSpec.Expression.class), @JsonSubTypes.Type(VerifierSpec.Expected.class),
            @JsonSubTypes.Type(VerifierSpec.ByAgent.class)})
    private interface VerifierKinds {
    }

    /** The canonical form: equal workflows are equal texts. */
    public static String write(Workflow workflow) {
        return MAPPER.writeValueAsString(tree(workflow));
    }

    public static JsonNode tree(Workflow workflow) {
        return sorted(MAPPER.valueToTree(workflow), "");
    }

    /** What {@link #write} wrote, in this version or one beside it. Not for what users send: that is {@link WorkflowReader}'s. */
    public static Workflow read(String canonical) {
        return MAPPER.readValue(canonical, Workflow.class);
    }

    static Workflow of(JsonNode complete) {
        return MAPPER.treeToValue(complete, Workflow.class);
    }

    /** SHA-256 of the canonical form, in hexadecimal digits. */
    public static String digest(Workflow workflow) {
        try {
            byte[] bytes = write(workflow).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static JsonNode sorted(JsonNode node, String pointer) {
        if (node instanceof ObjectNode object) {
            ObjectNode result = JsonNodeFactory.instance.objectNode();
            Map<String, JsonNode> fields = new TreeMap<>();
            object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
            Iterable<String> order = pointer.equals("/agents") ? object.propertyNames() : fields.keySet();
            order.forEach(name -> result.set(name, sorted(object.get(name), Problem.step(pointer, name))));
            return result;
        }
        if (node instanceof ArrayNode array) {
            ArrayNode result = JsonNodeFactory.instance.arrayNode();
            array.forEach(item -> result.add(sorted(item, pointer + "/-")));
            return result;
        }
        return node;
    }
}
