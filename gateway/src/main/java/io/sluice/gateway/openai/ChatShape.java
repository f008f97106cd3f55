package io.sluice.gateway.openai;

import io.sluice.contracts.generation.FinishReason;
import io.sluice.contracts.generation.TokenLogprob;
import io.sluice.contracts.generation.TokenTrace;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code chat.completion} and its chunks. */
final class ChatShape implements AnswerShape {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    @Override
    public String operation() {
        return "chat";
    }

    @Override
    public String idPrefix() {
        return "chatcmpl-";
    }

    @Override
    public String object(boolean chunk) {
        return chunk ? "chat.completion.chunk" : "chat.completion";
    }

    @Override
    public boolean opens() {
        return true;
    }

    @Override
    public ObjectNode choice(int index, String text, List<FunctionCall> calls, List<TokenTrace> tokens, FinishReason reason, boolean logprobs) {
        ObjectNode choice = JSON.objectNode().put("index", index);
        ObjectNode message = choice.putObject("message").put("role", "assistant")
                .put("content", text.isEmpty() && !calls.isEmpty() ? null : text).putNull("refusal");
        if (!calls.isEmpty()) {
            ArrayNode list = message.putArray("tool_calls");
            calls.forEach(call -> put(list.addObject(), call));
        }
        put(choice, tokens, logprobs);
        return choice.put("finish_reason", name(reason));
    }

    @Override
    public ObjectNode call(int index, FunctionCall piece, int position, List<TokenTrace> tokens, boolean logprobs) {
        ObjectNode choice = JSON.objectNode().put("index", index);
        put(choice.putObject("delta").putArray("tool_calls").addObject().put("index", position), piece);
        put(choice, tokens, logprobs);
        return choice.putNull("finish_reason");
    }

    private static void put(ObjectNode node, FunctionCall call) {
        if (call.name() != null) {
            node.put("id", call.id()).put("type", "function");
        }
        ObjectNode function = node.putObject("function");
        if (call.name() != null) {
            function.put("name", call.name());
        }
        function.put("arguments", call.arguments());
    }

    @Override
    public ObjectNode delta(int index, @Nullable String text, List<TokenTrace> tokens, int offset, @Nullable FinishReason reason, boolean logprobs) {
        ObjectNode choice = JSON.objectNode().put("index", index);
        ObjectNode delta = choice.putObject("delta");
        if (text == null && reason == null) {
            delta.put("role", "assistant").put("content", "");
        } else if (text != null) {
            delta.put("content", text);
        }
        put(choice, tokens, logprobs && text != null);
        return reason == null ? choice.putNull("finish_reason") : choice.put("finish_reason", name(reason));
    }

    static String name(FinishReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    private static void put(ObjectNode choice, List<TokenTrace> tokens, boolean logprobs) {
        if (!logprobs) {
            choice.putNull("logprobs");
            return;
        }
        ArrayNode content = choice.putObject("logprobs").putNull("refusal").putArray("content");
        for (TokenTrace token : tokens) {
            if (token.chosen() != null) {
                ObjectNode entry = logprob(token.chosen());
                ArrayNode top = entry.putArray("top_logprobs");
                token.top().forEach(each -> top.add(logprob(each)));
                content.add(entry);
            }
        }
    }

    private static ObjectNode logprob(TokenLogprob token) {
        ObjectNode entry = JSON.objectNode().put("token", token.text()).put("logprob", finite(token.logprob()));
        ArrayNode bytes = entry.putArray("bytes");
        token.bytes().forEach(bytes::add);
        return entry;
    }

    /** JSON has no infinity; -9999 is what OpenAI sends for a token that can't be. */
    static double finite(double logprob) {
        return Double.isFinite(logprob) ? logprob : -9999;
    }
}
