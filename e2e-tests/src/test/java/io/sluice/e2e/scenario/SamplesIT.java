package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.harness.Answer;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.InBothForms;
import io.sluice.e2e.harness.Models;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import io.sluice.e2e.harness.SseStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Several samples of which one becomes the answer, as callers meet them. */
@InBothForms
class SamplesIT {

    private static final int COUNT = 5;
    private static final String PROMPT = "Ann has 12 apples and buys 7 more. How many apples?";

    private final Platform platform;

    SamplesIT(Form form) {
        this.platform = Platforms.shared(form);
    }

    private static Ask ask(String pick) {
        return Ask.chat(PROMPT).with("temperature", 1.2).with("seed", 41).with("max_tokens", 40)
                .sluice("policy", "small", "samples", Map.of("count", COUNT, "pick", pick));
    }

    private List<Answer> alone() {
        List<Answer> alone = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            alone.add(Answer.of(platform.api().chat(ask("majority").sluice("policy", "small").with("seed", 41 + i))));
        }
        return alone;
    }

    @Test
    void theFirstToFinishIsTheShortestOfTheSeedsAlone() {
        Answer answer = Answer.of(platform.api().chat(ask("first_finish")));

        List<Answer> alone = alone();
        Answer shortest = alone.stream().filter(each -> each.finish().equals("stop"))
                .min(Comparator.comparingInt(Answer::completionTokens)).orElse(alone.getFirst());
        assertThat(answer.text()).isEqualTo(shortest.text());
        assertThat(answer.finish()).isEqualTo(shortest.finish());
        JsonNode report = answer.report().get("samples");
        assertThat(report.propertyNames()).containsExactlyInAnyOrder("pick", "count", "finished", "chosen", "tokens");
        assertThat(report.get("pick").asString()).isEqualTo("first_finish");
        assertThat(report.get("count").asInt()).isEqualTo(COUNT);
        assertThat(alone.get(report.get("chosen").asInt()).text()).isEqualTo(answer.text());
        assertThat(report.get("tokens").asInt()).isEqualTo(answer.completionTokens()).isEqualTo(answer.tokensBy(Models.SMALL))
                .isBetween(shortest.completionTokens(), alone.stream().mapToInt(Answer::completionTokens).sum());
        assertThat(answer.promptTokens()).isEqualTo(shortest.promptTokens());
    }

    @Test
    void theMajorityIsWhatMostOfTheSeedsAloneSay() {
        Answer answer = Answer.of(platform.api().chat(ask("majority")));

        List<String> finals = alone().stream().filter(each -> each.finish().equals("stop")).map(each -> last(each.text())).toList();
        Map<String, Integer> votes = new HashMap<>();
        finals.forEach(each -> votes.merge(each, 1, Integer::sum));
        int most = votes.values().stream().max(Comparator.naturalOrder()).orElseThrow();
        assertThat(last(answer.text())).isEqualTo(finals.stream().filter(each -> votes.get(each) == most).findFirst().orElseThrow());
        assertThat(answer.report().get("samples").get("votes").asInt()).isBetween(1, most);
    }

    private static String last(String text) {
        return text.substring(text.lastIndexOf("####") < 0 ? 0 : text.lastIndexOf("####") + 4).strip();
    }

    @ParameterizedTest
    @ValueSource(strings = {"small", "large", "probe", "cascade", "entropy", "random", "speculative"})
    void aStreamTellsTheSameAnswerAndReportUnderEveryPolicy(String policy) {
        Ask ask = ask("majority").sluice("policy", policy, "large_share", 0.5, "seed", 3, "samples", Map.of("count", COUNT, "pick", "majority"))
                .with("logprobs", true);
        Answer whole = Answer.of(platform.api().chat(ask));

        List<JsonNode> chunks;
        try (SseStream stream = platform.api().streamChat(ask.with("stream_options", Map.of("include_usage", true)))) {
            chunks = stream.chunks();
        }
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk -> text.append(chunk.at("/choices/0/delta/content").asString("")));
        assertThat(text.toString()).isEqualTo(whole.text());
        List<String> streamed = chunks.stream().flatMap(chunk -> Answer.elements(chunk.at("/choices/0/logprobs/content").isArray()
                ? chunk.at("/choices/0/logprobs/content") : chunk.withArray("/none")).stream()).map(JsonNode::toString).toList();
        assertThat(streamed).isEqualTo(whole.logprobs().stream().map(JsonNode::toString).toList());
        JsonNode report = chunks.getLast().at("/sluice/samples");
        JsonNode expected = whole.report().get("samples");
        Stream.of("pick", "count", "finished", "chosen", "votes").forEach(field -> assertThat(report.get(field)).as(field).isEqualTo(expected.get(field)));
        assertThat(chunks.getLast().at("/usage/completion_tokens").asInt()).isEqualTo(report.get("tokens").asInt());
    }

    @Test
    void oneSampleIsThePlainAnswer() {
        Answer plain = Answer.of(platform.api().chat(ask("majority").sluice("policy", "small")));
        Answer one = Answer.of(platform.api().chat(ask("majority").sluice("policy", "small", "samples", Map.of("count", 1, "pick", "majority"))));

        assertThat(one.text()).isEqualTo(plain.text());
        assertThat(one.completionTokens()).isEqualTo(plain.completionTokens());
    }

    @Test
    void aClientThatLeavesLeavesNothingRunning() {
        Ask ask = ask("majority").endless(2000);
        try (SseStream stream = platform.api().streamChat(ask)) {
            assertThat(stream.status()).isEqualTo(200);
        }
        Answer next = Answer.of(platform.api().chat(ask("first_finish")));
        assertThat(next.text()).isNotEmpty();
    }
}
