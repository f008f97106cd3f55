package io.sluice.gateway.openai;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What every answer and chunk of one request begins with.
 *
 * @param created     seconds since 1970
 * @param reason      why the router planned as it did
 * @param fingerprint stands for the weights; absent when they are not known
 */
record Envelope(String requestId, long created, String model, String reason, @Nullable String fingerprint) {

    ObjectNode open(AnswerShape shape, boolean chunk) {
        ObjectNode node = JsonNodeFactory.instance.objectNode()
                .put("id", shape.idPrefix() + requestId)
                .put("object", shape.object(chunk))
                .put("created", created)
                .put("model", model);
        return fingerprint == null ? node : node.put("system_fingerprint", fingerprint);
    }
}
