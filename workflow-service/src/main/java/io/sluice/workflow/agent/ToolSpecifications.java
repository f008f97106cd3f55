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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tools as LangChain4j tells models of them. */
final class ToolSpecifications {

    private ToolSpecifications() {
    }

    static ToolSpecification of(ToolBox.Ready ready) {
        ObjectNode schema = ready.tool().parameters();
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

    private static Map<String, JsonSchemaElement> elements(JsonNode byName) {
        Map<String, JsonSchemaElement> elements = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : byName.properties()) {
            elements.put(each.getKey(), JsonRawSchema.from(each.getValue().toString()));
        }
        return elements;
    }
}
