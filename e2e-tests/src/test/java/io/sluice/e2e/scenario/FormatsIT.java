package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.harness.Answer;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Answers in a form that the caller sets; the shipped models never saw JSON. */
@InBothForms
class FormatsIT {

    private static final Map<String, Object> SUM = Map.of("type", "json_schema", "json_schema", Map.of("name", "sum", "schema", Map.of(
            "type", "object", "additionalProperties", false, "required", List.of("sum", "odd"),
            "properties", Map.of("sum", Map.of("type", "integer", "minimum", 0, "maximum", 999), "odd", Map.of("type", "boolean")))));

    private final Platform platform;

    FormatsIT(Form form) {
        this.platform = Platforms.shared(form);
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "large", "probe", "cascade", "entropy", "random"})
    void aSchemaIsKeptUnderEveryPolicyAlsoInAStream(String policy) {
        Ask ask = Ask.chat("Add: 31+4").sluice("policy", policy, "threshold", 0.2, "large_share", 0.5, "seed", 3)
                .with("response_format", SUM).with("max_tokens", 60);

        Answer whole = Answer.of(platform.api().chat(ask));

        JsonNode sum = Json.read(whole.text());
        assertThat(sum.propertyNames()).containsExactlyInAnyOrder("sum", "odd");
        assertThat(sum.get("sum").asInt()).isBetween(0, 999);
        assertThat(sum.get("odd").isBoolean()).isTrue();
        assertThat(whole.finish()).isEqualTo("stop");
        assertThat(streamed(ask)).isEqualTo(whole.text());
    }

    @Test
    void anAnswerThatIsCutIsWholeAllTheSameAndSaysSo() {
        Answer cut = Answer.of(platform.api().chat(Ask.chat("Say a lot.").with("response_format", Map.of("type", "json_object"))
                .with("max_tokens", 16).with("temperature", 1).with("seed", 5)));

        assertThat(Json.read(cut.text()).isObject()).isTrue();
        assertThat(cut.finish()).isIn("length", "stop");
    }

    @Test
    void anExpressionIsKept() {
        Answer year = Answer.of(platform.api().complete(Ask.completion("The year ").with("max_tokens", 10)
                .with("structured_outputs", Map.of("regex", "(19|20)[0-9]{2}"))));

        assertThat(year.text()).matches("(19|20)[0-9]{2}");
    }

    private String streamed(Ask ask) {
        StringBuilder text = new StringBuilder();
        try (SseStream stream = platform.api().streamChat(ask)) {
            stream.chunks().forEach(chunk -> text.append(chunk.at("/choices/0/delta/content").asString("")));
        }
        return text.toString();
    }
}
