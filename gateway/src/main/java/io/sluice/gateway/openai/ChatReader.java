package io.sluice.gateway.openai;

import io.sluice.contracts.generation.ChatMessage;
import io.sluice.contracts.routing.DialOverrides;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** From {@link ChatBody} to {@link Ask}; what can't be done is refused by name. */
final class ChatReader {

    private static final int TOP_LOGPROBS_MAX = 20;
    private static final int MESSAGES_MAX = 1024;
    private static final Set<String> ROLES = Set.of("system", "user", "assistant");

    private ChatReader() {
    }

    static Ask read(ChatBody body) {
        refuseUnsupported(body);
        boolean stream = Boolean.TRUE.equals(body.stream());
        boolean logprobs = Boolean.TRUE.equals(body.logprobs());
        if (body.topLogprobs() != null && !logprobs) {
            throw FieldRules.invalid("top_logprobs", "needs logprobs: true");
        }
        if (body.maxTokens() != null && body.maxCompletionTokens() != null) {
            throw FieldRules.invalid("max_completion_tokens", "and 'max_tokens' say the same; send one of them");
        }
        int topLogprobs = FieldRules.within("top_logprobs", body.topLogprobs(), 0, TOP_LOGPROBS_MAX, 0);
        Integer maxTokens = body.maxCompletionTokens() != null
                ? Integer.valueOf(FieldRules.within("max_completion_tokens", body.maxCompletionTokens(), 1, FieldRules.TOKENS_MAX, 1))
                : body.maxTokens() != null
                        ? Integer.valueOf(FieldRules.within("max_tokens", body.maxTokens(), 1, FieldRules.TOKENS_MAX, 1)) : null;
        return new Ask(FieldRules.model(body.model()), body.sluice() == null ? DialOverrides.NONE : body.sluice(),
                List.of(new Ask.Prompt(messages(body.messages()), null, null)),
                FieldRules.sampling(body.temperature(), body.topP(), body.topK(), body.minP(), body.presencePenalty(),
                        body.frequencyPenalty(), body.repetitionPenalty(), body.logitBias(), body.seed()),
                FieldRules.within("n", body.n(), 1, FieldRules.CHOICES_MAX, 1), maxTokens, FieldRules.stop(body.stop()),
                logprobs ? Integer.valueOf(topLogprobs) : null, false, stream, FieldRules.includeUsage(body.streamOptions(), stream));
    }

    private static void refuseUnsupported(ChatBody body) {
        if (body.tools() != null && !body.tools().isNull() && !body.tools().isEmpty()) {
            throw FieldRules.invalid("tools", "are not supported");
        }
        if (body.toolChoice() != null && !body.toolChoice().isNull() && !body.toolChoice().asString("").equals("none")) {
            throw FieldRules.invalid("tool_choice", "is not supported");
        }
        if (body.responseFormat() != null && !"text".equals(body.responseFormat().type())) {
            throw FieldRules.invalid("response_format", "must be {\"type\":\"text\"}; constrained output is not supported");
        }
        if (body.modalities() != null && !body.modalities().equals(List.of("text"))) {
            throw FieldRules.invalid("modalities", "must be [\"text\"]");
        }
    }

    private static List<ChatMessage> messages(@Nullable List<ChatBody.Message> messages) {
        if (messages == null || messages.isEmpty() || messages.size() > MESSAGES_MAX) {
            throw FieldRules.invalid("messages", "must hold 1.." + MESSAGES_MAX + " messages");
        }
        List<ChatMessage> read = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            ChatBody.Message message = messages.get(i);
            String at = "messages[" + i + "]";
            if (message == null) {
                throw FieldRules.invalid(at, "must be a message");
            }
            String role = "developer".equals(message.role()) ? "system" : message.role();
            if (role == null || !ROLES.contains(role)) {
                throw FieldRules.invalid(at + ".role", "must be system, developer, user or assistant");
            }
            read.add(new ChatMessage(role, content(at + ".content", message.content())));
        }
        return List.copyOf(read);
    }

    private static String content(String at, @Nullable JsonNode content) {
        if (content != null && content.isString()) {
            return FieldRules.text(at, content.asString());
        }
        if (content == null || !content.isArray() || content.isEmpty()) {
            throw FieldRules.invalid(at, "must be a string or an array of text parts");
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < content.size(); i++) {
            JsonNode part = content.get(i);
            if (!part.path("type").asString("").equals("text") || !part.path("text").isString()) {
                throw FieldRules.invalid(at + "[" + i + "]", "must be a text part; images, audio and files are not supported");
            }
            text.append(FieldRules.text(at + "[" + i + "]", part.get("text").asString()));
        }
        return text.toString();
    }
}
