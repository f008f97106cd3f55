package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.harness.Answer;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.InBothForms;
import io.sluice.e2e.harness.Models;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import io.sluice.e2e.harness.Reply;
import io.sluice.e2e.harness.Tasks;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The fields that steer decoding do what they say. */
@InBothForms
class DecodingIT {

    private static final String PROMPT = Tasks.test(3).getLast().prompt();

    private final Platform platform;

    DecodingIT(Form form) {
        this.platform = Platforms.shared(form);
    }

    @Test
    void aSeedRepeatsTheDrawAndAnotherSeedDrawsAnew() {
        Ask ask = small().with("temperature", 1.5).endless(30);

        String first = chat(ask.with("seed", 5)).text();
        String again = chat(ask.with("seed", 5)).text();
        List<String> others = IntStream.range(6, 10).mapToObj(seed -> chat(ask.with("seed", seed)).text()).toList();

        assertThat(again).isEqualTo(first);
        assertThat(others).anyMatch(other -> !other.equals(first));
    }

    @Test
    void choicesDifferWhenDrawnAndAreOneWhenGreedy() {
        Answer drawn = chat(small().with("temperature", 1.5).with("n", 4).with("seed", 1).endless(30));
        Answer greedy = chat(small().with("n", 4));

        assertThat(drawn.texts()).hasSize(4).doesNotHaveDuplicates();
        assertThat(drawn.completionTokens()).isEqualTo(4 * 30);
        assertThat(greedy.texts()).hasSize(4).containsOnly(greedy.text());
    }

    @Test
    void aStopStringEndsTheAnswerBeforeItWhereverTokenBordersFall() {
        String whole = chat(small()).text();
        for (int start = 1; start < Math.min(whole.length() - 1, 12); start++) {
            for (int length = 1; length <= 4 && start + length <= whole.length(); length++) {
                String stop = whole.substring(start, start + length);

                Answer answer = chat(small().with("stop", stop));

                assertThat(answer.text()).isEqualTo(whole.substring(0, whole.indexOf(stop)));
                assertThat(answer.finish()).isEqualTo("stop");
            }
        }
    }

    @Test
    void theFirstOfSeveralStopStringsCounts() {
        String whole = chat(small()).text();
        String late = whole.substring(whole.length() - 1);
        String early = whole.substring(2, 5);

        Answer answer = chat(small().with("stop", List.of(late, "never said", early)));

        assertThat(answer.text().length())
                .isEqualTo(Math.min(whole.indexOf(late), whole.indexOf(early)));
    }

    @Test
    void aBannedTokenIsNeverWritten() {
        Answer free = chat(small().with("logprobs", true));
        String text = free.logprobs().getFirst().get("token").asString();

        Answer banned = chat(small().with("logprobs", true)
                .with("logit_bias", Map.of(Integer.toString(Models.tokenId(text)), -100)));

        assertThat(banned.logprobs()).noneMatch(token -> token.get("token").asString().equals(text));
    }

    @Test
    void theTokenLimitCutsTheAnswer() {
        Answer answer = chat(small().endless(7));

        assertThat(answer.completionTokens()).isEqualTo(7);
        assertThat(answer.finish()).isEqualTo("length");
        assertThat(chat(small().without("max_tokens").with("max_completion_tokens", 3)).completionTokens()).isEqualTo(3);
    }

    @Test
    void penaltiesChangeWhatIsRepeated() {
        Answer plain = chat(small().endless(60).with("logprobs", true));
        Answer penalised = chat(small().endless(60).with("logprobs", true).with("frequency_penalty", 2).with("presence_penalty", 2));

        assertThat(distinct(penalised)).isGreaterThan(distinct(plain));
    }

    @Test
    void logProbabilitiesAreADistributionAndTheGreedyTokenIsItsTop() {
        Answer answer = chat(small().with("logprobs", true).with("top_logprobs", 20));

        assertThat(answer.logprobs()).hasSize(answer.completionTokens()).allSatisfy(token -> {
            List<JsonNode> top = Answer.elements(token.get("top_logprobs"));
            assertThat(top).hasSize(20);
            assertThat(top.getFirst().get("logprob").asDouble()).isEqualTo(token.get("logprob").asDouble());
            assertThat(top.stream().mapToDouble(other -> Math.exp(other.get("logprob").asDouble())).sum())
                    .isBetween(0.5, 1.0001);
            assertThat(top).isSortedAccordingTo((a, b) ->
                    Double.compare(b.get("logprob").asDouble(), a.get("logprob").asDouble()));
        });
    }

    @Test
    void anEchoedPromptCarriesItsLogProbabilities() {
        String prompt = "1 + 1 = 2";

        Answer answer = complete(Ask.completion(prompt).with("echo", true).with("logprobs", 2).with("max_tokens", 4));

        JsonNode logprobs = answer.body().get("choices").get(0).get("logprobs");
        int tokens = answer.promptTokens() + answer.completionTokens();
        assertThat(answer.text()).startsWith(prompt);
        assertThat(logprobs.get("tokens")).hasSize(tokens);
        assertThat(logprobs.get("token_logprobs")).hasSize(tokens);
        assertThat(logprobs.get("top_logprobs")).hasSize(tokens);
        assertThat(logprobs.get("text_offset")).hasSize(tokens);
        assertThat(logprobs.get("token_logprobs").get(0).isNull()).isTrue();
        assertThat(logprobs.get("token_logprobs").get(1).asDouble()).isNegative();
        assertThat(logprobs.get("text_offset").get(0).asInt()).isZero();
    }

    @Test
    void anEchoAloneScoresAPromptWithoutWriting() {
        Answer answer = complete(Ask.completion("1 + 1 = 2").with("echo", true).with("logprobs", 1).with("max_tokens", 0));

        assertThat(answer.text()).isEqualTo("1 + 1 = 2");
        assertThat(answer.completionTokens()).isZero();
        assertThat(answer.body().get("choices").get(0).get("logprobs").get("token_logprobs")).hasSize(answer.promptTokens());
    }

    @Test
    void aPromptThatFillsTheContextIsRefusedWithTheLimit() {
        int limit = Models.contextLength(Models.SMALL);
        Reply reply = platform.api().complete(Ask.completion("a b c d ".repeat(limit)));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().get("error").get("code").asString()).isEqualTo("context_length_exceeded");
        assertThat(reply.json().get("error").get("message").asString()).contains(Integer.toString(limit));
    }

    private static Ask small() {
        return Ask.chat(PROMPT).model(Models.SMALL);
    }

    private Answer chat(Ask ask) {
        return Answer.of(platform.api().chat(ask));
    }

    private Answer complete(Ask ask) {
        return Answer.of(platform.api().complete(ask));
    }

    private static long distinct(Answer answer) {
        return answer.logprobs().stream().map(token -> token.get("token").asString()).distinct().count();
    }
}
