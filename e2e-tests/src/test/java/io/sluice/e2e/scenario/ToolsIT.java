package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.InBothForms;
import io.sluice.e2e.harness.Json;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import io.sluice.e2e.harness.SseStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Functions in the form of OpenAI's API. The shipped models never saw any, and call them where they have to. */
@InBothForms
class ToolsIT {

    private static final List<?> TOOLS = List.of(Map.of("type", "function", "function", Map.of("name", "rain", "strict", true,
            "parameters", Map.of("type", "object", "additionalProperties", false, "required", List.of("days"),
                    "properties", Map.of("days", Map.of("type", "integer", "minimum", 1, "maximum", 9))))));

    private final Platform platform;

    ToolsIT(Form form) {
        this.platform = Platforms.shared(form);
    }

    private static Ask ask(Object choice) {
        return Ask.chat("Will it rain?").with("tools", TOOLS).with("tool_choice", choice).with("parallel_tool_calls", false)
                .with("max_tokens", 100);
    }

    @Test
    void aRequiredFunctionIsCalledWithArgumentsOfItsSchema() {
        JsonNode choice = platform.api().chat(ask("required")).ok().json().get("choices").get(0);

        assertThat(choice.get("finish_reason").asString()).isEqualTo("tool_calls");
        assertThat(choice.get("message").get("content").isNull()).isTrue();
        JsonNode call = choice.get("message").get("tool_calls").get(0);
        assertThat(call.get("type").asString()).isEqualTo("function");
        assertThat(call.get("id").asString()).startsWith("call_");
        assertThat(call.at("/function/name").asString()).isEqualTo("rain");
        assertThat(Json.read(call.at("/function/arguments").asString()).get("days").asInt()).isBetween(1, 9);
    }

    @Test
    void aStreamedCallIsTheSameInPieces() {
        Object named = Map.of("type", "function", "function", Map.of("name", "rain"));
        JsonNode whole = platform.api().chat(ask(named)).ok().json().at("/choices/0/message/tool_calls/0/function");
        StringBuilder name = new StringBuilder();
        StringBuilder arguments = new StringBuilder();
        try (SseStream stream = platform.api().streamChat(ask(named))) {
            for (JsonNode chunk : stream.chunks()) {
                JsonNode piece = chunk.at("/choices/0/delta/tool_calls/0");
                name.append(piece.at("/function/name").asString(""));
                arguments.append(piece.at("/function/arguments").asString(""));
            }
        }

        assertThat(name.toString()).isEqualTo(whole.get("name").asString());
        assertThat(arguments.toString()).isEqualTo(whole.get("arguments").asString());
    }

    @Test
    void aResultGoesBackIntoTheConversation() {
        Map<String, ?> call = Map.of("id", "c1", "type", "function", "function", Map.of("name", "rain", "arguments", "{\"days\":1}"));
        Ask ask = ask("none").with("messages", List.of(Map.of("role", "user", "content", "Add: 1+2"),
                Map.of("role", "assistant", "content", "", "tool_calls", List.of(call)),
                Map.of("role", "user", "content", "Add: 1+2")));

        assertThat(platform.api().chat(ask).ok().json().at("/choices/0/message/content").asString()).isNotBlank();
    }
}
