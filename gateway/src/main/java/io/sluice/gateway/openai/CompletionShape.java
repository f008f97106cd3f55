package io.sluice.gateway.openai;

import io.sluice.contracts.generation.FinishReason;
import io.sluice.contracts.generation.TokenLogprob;
import io.sluice.contracts.generation.TokenTrace;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code text_completion} and its chunks, with log-probabilities as lm-evaluation-harness reads them. */
final class CompletionShape implements AnswerShape {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Override
    public String operation() {
        return "text_completion";
    }

    @Override
    public String idPrefix() {
        return "cmpl-";
    }

    @Override
    public String object(boolean chunk) {
        return "text_completion";
    }

    @Override
    public boolean opens() {
        return false;
    }

    @Override
    public ObjectNode choice(int index, String text, List<FunctionCall> calls, List<TokenTrace> tokens, FinishReason reason, boolean logprobs) {
        return delta(index, text, tokens, 0, reason, logprobs);
    }

    @Override
    public ObjectNode call(int index, FunctionCall piece, int position, List<TokenTrace> tokens, boolean logprobs) {
        throw new IllegalStateException("a text completion has no functions to call");
    }

    @Override
    public ObjectNode delta(int index, @Nullable String text, List<TokenTrace> tokens, int offset, @Nullable FinishReason reason, boolean logprobs) {
        ObjectNode choice = JSON.objectNode().put("index", index).put("text", text == null ? "" : text);
        if (logprobs && text != null) {
            choice.set("logprobs", logprobs(tokens, offset));
        } else {
            choice.putNull("logprobs");
        }
        return reason == null ? choice.putNull("finish_reason") : choice.put("finish_reason", ChatShape.name(reason));
    }

    /** Offsets are those of code points: a token that begins inside a character has the offset of that character. */
    private static ObjectNode logprobs(List<TokenTrace> tokens, int offset) {
        ObjectNode logprobs = JSON.objectNode();
        ArrayNode names = logprobs.putArray("tokens");
        ArrayNode values = logprobs.putArray("token_logprobs");
        ArrayNode tops = logprobs.putArray("top_logprobs");
        ArrayNode offsets = logprobs.putArray("text_offset");
        int begun = offset;
        for (TokenTrace token : tokens) {
            TokenLogprob chosen = token.chosen();
            List<Integer> bytes = chosen == null ? List.of() : chosen.bytes();
            names.add(chosen == null ? "" : chosen.text());
            offsets.add(bytes.isEmpty() || begins(bytes.getFirst()) ? begun : Math.max(0, begun - 1));
            begun += (int) bytes.stream().filter(CompletionShape::begins).count();
            if (chosen == null || Double.isNaN(chosen.logprob())) {
                values.addNull();
                tops.addNull();
            } else {
                values.add(ChatShape.finite(chosen.logprob()));
                tops.add(top(chosen, token.top()));
            }
        }
        return logprobs;
    }

    /** Of tokens with the same text the likeliest is told; the chosen one is always among them. */
    private static ObjectNode top(TokenLogprob chosen, List<TokenLogprob> alternatives) {
        ObjectNode top = JSON.objectNode();
        Stream.concat(alternatives.stream(), Stream.of(chosen)).filter(each -> !top.has(each.text()))
                .forEach(each -> top.put(each.text(), ChatShape.finite(each.logprob())));
        return top;
    }

    /** Whether a byte of UTF-8 begins a character. */
    private static boolean begins(int octet) {
        return (octet & 0xC0) != 0x80;
    }
}
