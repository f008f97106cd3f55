package io.sluice.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.generation.FinishReason;
import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.TokenLogprob;
import io.sluice.contracts.generation.TokenTrace;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class EchoedPromptTest {

    /** "é" is two bytes; here two tokens of one byte each. */
    private static final GenerateEvent.Delta ECHO = new GenerateEvent.Delta(0, "ab\u00e9c", List.of(
            new TokenTrace(1, "prompt", null, List.of(), null), token("b", 98), token("\ufffd", 0xC3), token("\ufffd", 0xA9), token("c", 99)));

    @Test
    void theFirstTokenHasItsTextAndNoProbability() {
        JsonNode logprobs = logprobs(EchoedPrompt.named(ECHO).tokens());

        assertThat(logprobs.get("tokens").get(0).asString()).isEqualTo("a");
        assertThat(logprobs.get("token_logprobs").get(0).isNull()).isTrue();
        assertThat(logprobs.get("top_logprobs").get(0).isNull()).isTrue();
    }

    @Test
    void offsetsCountCharactersAlsoWhereTokensPartThem() {
        assertThat(logprobs(EchoedPrompt.named(ECHO).tokens()).get("text_offset").toString()).isEqualTo("[0,1,2,2,3]");
    }

    @Test
    void ofAlternativesWithOneTextTheLikeliestIsToldAndTheChosenIsAmongThem() {
        TokenTrace token = new TokenTrace(5, "small", logprob("z", 122, -9), List.of(logprob("\ufffd", 0xC3, -0.1), logprob("\ufffd", 0xC4, -3)), null);
        assertThat(logprobs(List.of(token)).get("top_logprobs").get(0).toString()).isEqualTo("{\"\ufffd\":-0.1,\"z\":-9.0}");
    }

    @Test
    void anAnswerIsLeftAsItIs() {
        GenerateEvent.Delta answer = new GenerateEvent.Delta(0, "b", List.of(token("b", 98)));
        assertThat(EchoedPrompt.named(answer)).isSameAs(answer);
    }

    private static JsonNode logprobs(List<TokenTrace> tokens) {
        return new CompletionShape().choice(0, "", List.of(), tokens, FinishReason.STOP, true).get("logprobs");
    }

    private static TokenTrace token(String text, int octet) {
        return new TokenTrace(2, "prompt", logprob(text, octet, -1), List.of(), null);
    }

    private static TokenLogprob logprob(String text, int octet, double value) {
        return new TokenLogprob(octet, text, List.of(octet), value);
    }
}
