package io.sluice.workflow.agent;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a model answered, as a step's journal keeps it.
 *
 * @param calls      of tools, as the model asked for them
 * @param cpuSeconds of the platform; 0: not told
 */
record Answer(String text, List<ToolExecutionRequest> calls, long promptTokens, long completionTokens, double cpuSeconds) {

    AiMessage message() {
        return calls.isEmpty() ? AiMessage.from(text) : AiMessage.from(text, calls);
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("text", text);
        if (!calls.isEmpty()) {
            ArrayNode list = json.putArray("calls");
            calls.forEach(call -> list.addObject().put("id", call.id()).put("name", call.name()).put("arguments", call.arguments()));
        }
        return json.put("promptTokens", promptTokens).put("completionTokens", completionTokens).put("cpuSeconds", cpuSeconds);
    }

    static Answer of(JsonNode json) {
        List<ToolExecutionRequest> calls = new ArrayList<>();
        json.path("calls").forEach(call -> calls.add(ToolExecutionRequest.builder()
                .id(call.path("id").asString()).name(call.path("name").asString()).arguments(call.path("arguments").asString()).build()));
        return new Answer(json.path("text").asString(""), calls, json.path("promptTokens").asLong(0),
                json.path("completionTokens").asLong(0), json.path("cpuSeconds").asDouble(0));
    }
}
