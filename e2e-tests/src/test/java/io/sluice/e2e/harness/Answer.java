package io.sluice.e2e.harness;

import java.util.List;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/** A finished answer of {@code /v1/chat/completions} or {@code /v1/completions}, whether it was streamed or not. */
public record Answer(JsonNode body) {

    public static Answer of(Reply reply) {
        return new Answer(reply.ok().json());
    }

    public String text() {
        return text(0);
    }

    public String text(int choice) {
        JsonNode node = body.get("choices").get(choice);
        return node.has("message") ? node.get("message").get("content").asString() : node.get("text").asString();
    }

    public List<String> texts() {
        return java.util.stream.IntStream.range(0, body.get("choices").size()).mapToObj(this::text).toList();
    }

    public String finish() {
        return body.get("choices").get(0).get("finish_reason").asString();
    }

    public int promptTokens() {
        return body.get("usage").get("prompt_tokens").asInt();
    }

    public int completionTokens() {
        return body.get("usage").get("completion_tokens").asInt();
    }

    /** What the platform says it did. */
    public JsonNode report() {
        return body.get("sluice");
    }

    public int tokensBy(String model) {
        return report().get("tokens_by_model").path(model).asInt(0);
    }

    public double largeShare() {
        return report().get("large_share").asDouble();
    }

    /** Chat log-probabilities of the first choice, token by token. */
    public List<JsonNode> logprobs() {
        return elements(body.get("choices").get(0).get("logprobs").get("content"));
    }

    public static List<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
