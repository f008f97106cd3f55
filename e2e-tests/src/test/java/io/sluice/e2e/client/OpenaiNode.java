package io.sluice.e2e.client;

import io.sluice.e2e.harness.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The npm {@code openai} client, in a Node process per call ({@code src/test/node/client.mjs}). */
final class OpenaiNode implements ForeignClient {

    private final URI base;
    private final String key;

    OpenaiNode(URI base, String key) {
        this.base = base;
        this.key = key;
    }

    @Override
    public Said chat(Question question) {
        return run("chat", question, () -> { });
    }

    @Override
    public Said stream(Question question, Runnable onFirstText) {
        return run("stream", question, onFirstText);
    }

    private Said run(String verb, Question question, Runnable onFirstText) {
        ProcessBuilder builder = NodeProject.node("client.mjs", verb);
        builder.environment().putAll(Map.of(
                "SLUICE_URL", base.toString(), "SLUICE_KEY", key, "SLUICE_BODY", Json.write(body(question))));
        try {
            Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
            try (BufferedReader lines = process.inputReader()) {
                JsonNode last = Json.read(firstOrLast(lines));
                if (last.has("first")) {
                    onFirstText.run();
                    last = Json.read(firstOrLast(lines));
                }
                return outcome(last);
            } finally {
                process.destroy();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String firstOrLast(BufferedReader lines) throws IOException {
        String line = lines.readLine();
        if (line == null) {
            throw new AssertionError("node ended without a word; its standard error is in this test's output");
        }
        return line;
    }

    private static Map<String, Object> body(Question question) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("model", question.model());
        body.put("messages", List.of(Map.of("role", "user", "content", question.text())));
        body.put("temperature", question.temperature());
        body.put("max_tokens", question.maxTokens());
        body.put("n", question.choices());
        if (!question.stop().isEmpty()) {
            body.put("stop", question.stop());
        }
        if (question.wantsLogprobs()) {
            body.put("logprobs", true);
            body.put("top_logprobs", question.topLogprobs());
        }
        if (!question.logitBias().isEmpty()) {
            body.put("logit_bias", question.logitBias());
        }
        if (question.form() != null) {
            shape(question.form(), body);
        }
        return body;
    }

    private static void shape(AnswerForm form, Map<String, Object> body) {
        if (form.calls()) {
            body.put("tools", List.of(function(form.name(), form.schema()), function(AnswerForm.OTHER, AnswerForm.nothing())));
            body.put("tool_choice", form.choice());
        } else {
            body.put("response_format", Map.of("type", "json_schema",
                    "json_schema", Map.of("name", form.name(), "strict", true, "schema", form.schema())));
        }
    }

    private static Map<String, Object> function(String name, Map<String, Object> schema) {
        return Map.of("type", "function", "function", Map.of("name", name, "strict", true, "parameters", schema));
    }

    private static Said outcome(JsonNode last) {
        if (last.has("raised")) {
            JsonNode raised = last.get("raised");
            throw new Raised(raised.path("type").asString(), raised.path("status").asInt(0), text(raised, "code"),
                    text(raised, "param"), raised.path("message").asString(), null);
        }
        JsonNode said = last.get("said");
        return new Said(
                stream(said.get("texts")).map(JsonNode::asString).toList(),
                said.get("finish").asString(),
                said.path("usage").path("prompt_tokens").asLong(), said.path("usage").path("completion_tokens").asLong(),
                stream(said.get("logprobs")).map(token -> new Said.Chosen(
                        token.get("token").asString(), token.get("logprob").asDouble(),
                        stream(token.get("top")).map(JsonNode::asString).toList())).toList(),
                said.get("chunks").asInt(),
                stream(said.get("calls")).map(call -> new Said.Call(call.get("id").asString(), call.get("name").asString(),
                        call.get("arguments").asString())).toList());
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.path(field).isString() ? node.get(field).asString() : null;
    }

    private static java.util.stream.Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
