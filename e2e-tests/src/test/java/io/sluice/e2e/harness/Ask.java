package io.sluice.e2e.harness;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A request body under construction; greedy unless told otherwise, so that answers can be compared. */
public final class Ask {

    private final Map<String, Object> fields = new LinkedHashMap<>();

    private Ask(String model) {
        fields.put("model", model);
        fields.put("temperature", 0);
        fields.put("max_tokens", 120);
    }

    /** A chat of one user turn, for the router to route. */
    public static Ask chat(String text) {
        return new Ask("sluice-auto").with("messages", List.of(Map.of("role", "user", "content", text)));
    }

    /** Text to go on with, by the small model. */
    public static Ask completion(String prompt) {
        return new Ask(Models.SMALL).with("prompt", prompt);
    }

    public Ask model(String model) {
        return with("model", model);
    }

    public Ask with(String field, Object value) {
        fields.put(field, value);
        return this;
    }

    public Ask without(String field) {
        fields.remove(field);
        return this;
    }

    /** The {@code sluice} object: policy and dials by name. */
    public Ask sluice(Object... namesAndValues) {
        Map<String, Object> dials = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            dials.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return with("sluice", dials);
    }

    /** Ends at {@code max_tokens} only: the end tokens are banned. */
    public Ask endless(int maxTokens) {
        Map<String, Integer> ban = new LinkedHashMap<>();
        Models.endTokens().forEach(token -> ban.put(Integer.toString(token), -100));
        return with("logit_bias", ban).with("max_tokens", maxTokens);
    }

    public String json() {
        return Json.write(fields);
    }

    public JsonNode tree() {
        return Json.MAPPER.valueToTree(fields);
    }
}
