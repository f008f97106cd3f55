package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.harness.Answer;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Await;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.InBothForms;
import io.sluice.e2e.harness.Models;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import io.sluice.e2e.harness.SseStream;
import io.sluice.e2e.harness.Tasks;
import io.sluice.platform.testing.Starvation;
import io.sluice.tasks.Task;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Answers that come while they are written. */
@InBothForms
class StreamingIT {

    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final List<Task> TASKS = Tasks.test(6);

    private final Platform platform;

    StreamingIT(Form form) {
        this.platform = Platforms.shared(form);
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "large", "probe", "cascade", "entropy", "random"})
    void aStreamSaysWhatTheWholeAnswerSays(String policy) {
        for (Task task : TASKS) {
            Ask ask = Ask.chat(task.prompt()).sluice("policy", policy, "threshold", 0.2, "large_share", 0.5, "seed", 3);
            Answer whole = Answer.of(platform.api().chat(ask));
            List<JsonNode> chunks = stream(ask.with("stream_options", Map.of("include_usage", true)));

            assertThat(text(chunks)).isEqualTo(whole.text());
            assertThat(finish(chunks)).isEqualTo(whole.finish());
            assertThat(chunks.getLast().get("usage").get("completion_tokens").asInt()).isEqualTo(whole.completionTokens());
            assertThat(chunks.getLast().get("sluice").get("tokens_by_model")).isEqualTo(whole.report().get("tokens_by_model"));
        }
    }

    @Test
    void usageComesLastAndOnlyWhenAsked() {
        Ask ask = Ask.chat(TASKS.getFirst().prompt());
        List<JsonNode> with = stream(ask.with("stream_options", Map.of("include_usage", true)));
        List<JsonNode> without = stream(ask.without("stream_options"));

        assertThat(with.getLast().get("choices")).isEmpty();
        assertThat(with.getLast().get("usage").get("prompt_tokens").asInt()).isPositive();
        assertThat(with.subList(0, with.size() - 1)).allSatisfy(chunk -> {
            assertThat(chunk.get("choices")).isNotEmpty();
            assertThat(chunk.has("usage") && chunk.get("usage").isNull()).isTrue();
        });
        assertThat(without).allSatisfy(chunk -> assertThat(chunk.path("usage").isObject()).isFalse());
    }

    @Test
    void choicesOfOneStreamKeepTheirIndex() {
        Ask ask = Ask.chat(TASKS.getFirst().prompt()).with("n", 3).with("temperature", 1).with("seed", 11);
        Answer whole = Answer.of(platform.api().chat(ask));
        List<JsonNode> chunks = stream(ask);

        for (int i = 0; i < 3; i++) {
            int choice = i;
            assertThat(chunks.stream().flatMap(chunk -> Answer.elements(chunk.get("choices")).stream())
                    .filter(part -> part.get("index").asInt() == choice)
                    .map(part -> part.get("delta").path("content").asString(""))
                    .reduce("", String::concat)).isEqualTo(whole.text(choice));
        }
    }

    @Test
    void logProbabilitiesComeWithTheirText() {
        Ask ask = Ask.chat(TASKS.getFirst().prompt()).with("logprobs", true).with("top_logprobs", 2);
        Answer whole = Answer.of(platform.api().chat(ask));

        List<JsonNode> streamed = stream(ask).stream()
                .flatMap(chunk -> Answer.elements(chunk.get("choices")).stream())
                .flatMap(choice -> Answer.elements(choice.path("logprobs").path("content")).stream()).toList();

        assertThat(streamed).isEqualTo(whole.logprobs()).hasSize(whole.completionTokens());
    }

    @Test
    void completionsStreamToo() {
        Ask ask = Ask.completion("1 + 1 =").with("max_tokens", 12);
        Answer whole = Answer.of(platform.api().complete(ask));

        try (SseStream stream = platform.api().stream("/v1/completions", ask)) {
            assertThat(stream.chunks().stream().flatMap(chunk -> Answer.elements(chunk.get("choices")).stream())
                    .map(choice -> choice.get("text").asString()).reduce("", String::concat)).isEqualTo(whole.text());
        }
    }

    @Test
    void aClientThatGoesAwayFreesItsSlotWithinASecond() {
        int before = platform.running();
        SseStream stream = platform.api().streamChat(Ask.chat("hi").model(Models.LARGE).endless(8_000));
        assertThat(stream.next()).isNotNull();
        Await.until("the stream runs", LIMIT, platform::running, running -> running > before);

        try (Starvation others = Starvation.watched()) {
            long left = System.nanoTime();
            stream.close();
            Await.until("its slot is free", LIMIT, platform::running, running -> running <= before);
            Duration took = Duration.ofNanos(System.nanoTime() - left);
            assertThat(others.without(took)).as("of %s", took).isLessThan(Duration.ofSeconds(1));
        }
        Await.until("the gateway is free", LIMIT, () -> platform.api().get("/actuator/prometheus").ok().body(),
                metrics -> metrics.contains("sluice_gateway_inflight 0.0"));
    }

    private List<JsonNode> stream(Ask ask) {
        try (SseStream stream = platform.api().streamChat(ask)) {
            assertThat(stream.status()).isEqualTo(200);
            return stream.chunks();
        } finally {
            ask.without("stream");
        }
    }

    private static String text(List<JsonNode> chunks) {
        return chunks.stream().flatMap(chunk -> Answer.elements(chunk.get("choices")).stream())
                .map(choice -> choice.get("delta").path("content").asString("")).reduce("", String::concat);
    }

    private static String finish(List<JsonNode> chunks) {
        return chunks.stream().flatMap(chunk -> Answer.elements(chunk.get("choices")).stream())
                .map(choice -> choice.path("finish_reason").asString("")).reduce("", String::concat);
    }
}
