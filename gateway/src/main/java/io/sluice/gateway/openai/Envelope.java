package io.sluice.gateway.openai;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What every answer and chunk of one request begins with.
 *
 * @param created seconds since 1970
 * @param reason  why the router planned as it did
 */
record Envelope(String requestId, long created, String model, String reason) {

    ObjectNode open(AnswerShape shape, boolean chunk) {
        return JsonNodeFactory.instance.objectNode()
                .put("id", shape.idPrefix() + requestId)
                .put("object", shape.object(chunk))
                .put("created", created)
                .put("model", model);
    }
}
