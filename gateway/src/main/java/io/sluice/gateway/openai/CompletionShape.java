package io.sluice.gateway.openai;

import io.sluice.contracts.generation.FinishReason;
import io.sluice.contracts.generation.TokenLogprob;
import io.sluice.contracts.generation.TokenTrace;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code text_completion} and its chunks, with log-probabilities as lm-evaluation-harness reads them. */
final class CompletionShape implements AnswerShape {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

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
    public ObjectNode choice(int index, String text, List<TokenTrace> tokens, FinishReason reason, boolean logprobs) {
        return delta(index, text, tokens, 0, reason, logprobs);
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

    private static ObjectNode logprobs(List<TokenTrace> tokens, int offset) {
        ObjectNode logprobs = JSON.objectNode();
        ArrayNode names = logprobs.putArray("tokens");
        ArrayNode values = logprobs.putArray("token_logprobs");
        ArrayNode tops = logprobs.putArray("top_logprobs");
        ArrayNode offsets = logprobs.putArray("text_offset");
        int at = offset;
        for (TokenTrace token : tokens) {
            TokenLogprob chosen = token.chosen();
            String text = chosen == null ? "" : chosen.text();
            names.add(text);
            offsets.add(at);
            at += text.length();
            if (chosen == null || Double.isNaN(chosen.logprob())) {
                values.addNull();
                tops.addNull();
            } else {
                values.add(ChatShape.finite(chosen.logprob()));
                ObjectNode top = tops.addObject();
                token.top().forEach(each -> top.put(each.text(), ChatShape.finite(each.logprob())));
            }
        }
        return logprobs;
    }
}
