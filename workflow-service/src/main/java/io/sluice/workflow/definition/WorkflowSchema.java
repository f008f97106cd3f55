package io.sluice.workflow.definition;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The published schema of workflows, which is also where defaults are kept. */
public final class WorkflowSchema {

    private static final String RESOURCE = "/schema/workflow-v1.json";
    private static final int SENTENCE_MAX = 300;

    private final JsonNode document;
    private final Schema schema;

    private WorkflowSchema(JsonNode document) {
        this.document = document;
        ObjectNode bare = (ObjectNode) document.deepCopy();
        bare.remove(Set.of("$schema", "$id"));
        this.schema = SafeSchemas.compile(bare);
    }

    public static WorkflowSchema load() {
        try (InputStream resource = Objects.requireNonNull(WorkflowSchema.class.getResourceAsStream(RESOURCE))) {
            return new WorkflowSchema(JsonMapper.shared().readTree(resource));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** As it is published. */
    public JsonNode document() {
        return document;
    }

    List<Problem> problems(JsonNode tree) {
        List<Problem> problems = new ArrayList<>();
        for (Error error : SafeSchemas.faults(schema, tree)) {
            problems.add(problem(error));
        }
        return problems;
    }

    private static Problem problem(Error error) {
        String pointer = error.getInstanceLocation().toString();
        String property = error.getProperty();
        return switch (String.valueOf(error.getKeyword())) {
            case "additionalProperties" -> Problem.at(Problem.step(pointer, String.valueOf(property)), "there is no such field");
            case "required" -> Problem.at(pointer, "'" + property + "' is missing");
            case "propertyNames" -> Problem.at(pointer, "a name in it is not one: " + sentence(error));
            default -> Problem.at(pointer, sentence(error));
        };
    }

    private static String sentence(Error error) {
        String message = String.valueOf(error.getMessage());
        return message.substring(0, Math.min(SENTENCE_MAX, message.length()));
    }

    /** Writes what is left out into a tree that validates. */
    void complete(ObjectNode tree) {
        complete(tree, document);
    }

    private void complete(JsonNode value, JsonNode given) {
        JsonNode rule = resolve(given);
        if (value instanceof ObjectNode object) {
            JsonNode properties = rule.path("properties");
            for (Map.Entry<String, JsonNode> property : properties.properties()) {
                JsonNode initial = property.getValue().get("default");
                if (initial != null && !object.has(property.getKey())) {
                    object.set(property.getKey(), initial.deepCopy());
                }
            }
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                complete(field.getValue(), properties.has(field.getKey())
                        ? properties.get(field.getKey()) : rule.path("additionalProperties"));
            }
            if (rule.has("if")) {
                complete(value, rule.path(chosen(object, rule.get("if")) ? "then" : "else"));
            }
        } else if (value.isArray()) {
            value.forEach(item -> complete(item, rule.path("items")));
        }
    }

    /** Conditions in the schema are on the presence of fields; the others change no default. */
    private static boolean chosen(ObjectNode object, JsonNode condition) {
        JsonNode required = condition.get("required");
        return required != null && required.valueStream().allMatch(name -> object.has(name.stringValue()));
    }

    private JsonNode resolve(JsonNode rule) {
        JsonNode reference = rule.get("$ref");
        return reference == null ? rule : resolve(document.at(reference.stringValue().substring(1)));
    }
}
