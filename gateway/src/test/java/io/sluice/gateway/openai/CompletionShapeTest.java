package io.sluice.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.generation.FinishReason;
import io.sluice.contracts.generation.TokenLogprob;
import io.sluice.contracts.generation.TokenTrace;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class CompletionShapeTest {

    private static final List<TokenTrace> TOKENS = List.of(
            new TokenTrace(1, "prompt", null, List.of(), null),
            new TokenTrace(2, "small", logprob("ab", -0.5), List.of(logprob("ab", -0.5), logprob("c", -2)), null),
            new TokenTrace(3, "small", logprob("d", Double.NEGATIVE_INFINITY), List.of(), null));

    @Test
    void aCompletionHasOneArrayPerProperty() {
        ObjectNode choice = new CompletionShape().choice(0, "abd", List.of(), TOKENS, FinishReason.LENGTH, true);
        assertThat(choice.get("finish_reason").asString()).isEqualTo("length");
        assertThat(choice.at("/logprobs/tokens")).hasSize(3);
        assertThat(choice.at("/logprobs/token_logprobs").toString()).isEqualTo("[null,-0.5,-9999.0]");
        assertThat(choice.at("/logprobs/top_logprobs/0").isNull()).isTrue();
        assertThat(choice.at("/logprobs/top_logprobs/1/c").asDouble()).isEqualTo(-2);
        assertThat(choice.at("/logprobs/text_offset").toString()).isEqualTo("[0,0,2]");
    }

    @Test
    void aConversationHasOneEntryPerToken() {
        ObjectNode choice = new ChatShape().choice(1, "abd", List.of(), TOKENS, FinishReason.STOP, true);
        assertThat(choice.get("index").asInt()).isEqualTo(1);
        assertThat(choice.at("/message/content").asString()).isEqualTo("abd");
        assertThat(choice.at("/logprobs/content")).hasSize(2);
        assertThat(choice.at("/logprobs/content/0/top_logprobs")).hasSize(2);
        assertThat(choice.at("/logprobs/content/0/bytes").isArray()).isTrue();
        assertThat(choice.at("/logprobs/content/1/logprob").asDouble()).isEqualTo(-9999);
    }

    @Test
    void logprobsAreNullUnlessAskedFor() {
        assertThat(new CompletionShape().choice(0, "a", List.of(), TOKENS, FinishReason.STOP, false).get("logprobs").isNull()).isTrue();
        assertThat(new ChatShape().choice(0, "a", List.of(), TOKENS, FinishReason.STOP, false).get("logprobs").isNull()).isTrue();
    }

    private static TokenLogprob logprob(String text, double value) {
        return new TokenLogprob(7, text, text.chars().boxed().toList(), value);
    }
}
