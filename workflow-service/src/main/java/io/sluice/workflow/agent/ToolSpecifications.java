package io.sluice.workflow.agent;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchemaElement;
import io.sluice.workflow.tool.ToolBox;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tools as LangChain4j tells models of them. Of their schemas only the shape is told: engines that hold a model to a schema
 * have to build what it allows, which bounds make large and rarer keywords impossible. Arguments are checked against the
 * whole schema when they come.
 */
final class ToolSpecifications {

    private static final Set<String> SHAPE = Set.of("type", "description", "title", "enum", "const", "properties", "required", "items",
            "additionalProperties", "anyOf", "oneOf", "$ref", "$defs");
    /** Keywords whose fields are names of the author's. */
    private static final Set<String> NAMED = Set.of("properties", "$defs");
    private static final Set<String> DATA = Set.of("enum", "const", "required", "type");

    private ToolSpecifications() {
    }

    static ToolSpecification of(ToolBox.Ready ready) {
        JsonNode schema = shape(ready.tool().parameters());
        List<String> required = new ArrayList<>();
        schema.path("required").forEach(name -> required.add(name.asString()));
        JsonObjectSchema.Builder parameters = JsonObjectSchema.builder().addProperties(elements(schema.path("properties"))).required(required);
        if (schema.path("additionalProperties").isBoolean()) {
            parameters.additionalProperties(schema.get("additionalProperties").asBoolean());
        }
        if (schema.has("$defs")) {
            parameters.definitions(elements(schema.get("$defs")));
        }
        return ToolSpecification.builder().name(ready.name()).description(ready.description()).parameters(parameters.build()).build();
    }

    static JsonNode shape(JsonNode schema) {
        if (!schema.isObject()) {
            return schema;
        }
        ObjectNode shape = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> each : schema.properties()) {
            String keyword = each.getKey();
            if (SHAPE.contains(keyword)) {
                shape.set(keyword, DATA.contains(keyword) ? each.getValue() : NAMED.contains(keyword) ? named(each.getValue()) : below(each.getValue()));
            }
        }
        return shape;
    }

    private static JsonNode named(JsonNode byName) {
        ObjectNode shapes = JsonNodeFactory.instance.objectNode();
        byName.properties().forEach(each -> shapes.set(each.getKey(), shape(each.getValue())));
        return shapes;
    }

    private static JsonNode below(JsonNode value) {
        if (!value.isArray()) {
            return shape(value);
        }
        ArrayNode shapes = JsonNodeFactory.instance.arrayNode();
        value.forEach(each -> shapes.add(shape(each)));
        return shapes;
    }

    private static Map<String, JsonSchemaElement> elements(JsonNode byName) {
        Map<String, JsonSchemaElement> elements = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : byName.properties()) {
            elements.put(each.getKey(), JsonRawSchema.from(each.getValue().toString()));
        }
        return elements;
    }
}
