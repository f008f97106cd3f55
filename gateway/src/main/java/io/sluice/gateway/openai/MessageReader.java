package io.sluice.gateway.openai;

import io.sluice.contracts.generation.ChatMessage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code messages}: text, calls of functions and their results. */
final class MessageReader {

    private static final int MESSAGES_MAX = 1024;
    private static final int CALLS_MAX = 128;
    private static final int ID_CHARS_MAX = 128;
    private static final Set<String> ROLES = Set.of("system", "user", "assistant", "tool");

    private final Set<String> called = new HashSet<>();

    private MessageReader() {
    }

    static List<ChatMessage> read(@Nullable List<ChatBody.Message> messages) {
        if (messages == null || messages.isEmpty() || messages.size() > MESSAGES_MAX) {
            throw FieldRules.invalid("messages", "must hold 1.." + MESSAGES_MAX + " messages");
        }
        MessageReader reader = new MessageReader();
        List<ChatMessage> read = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            String at = "messages[" + i + "]";
            ChatBody.Message message = messages.get(i);
            if (message == null) {
                throw FieldRules.invalid(at, "must be a message");
            }
            read.add(reader.message(at, message));
        }
        return List.copyOf(read);
    }

    private ChatMessage message(String at, ChatBody.Message message) {
        String role = "developer".equals(message.role()) ? "system" : message.role();
        if (role == null || !ROLES.contains(role)) {
            throw FieldRules.invalid(at + ".role", "must be system, developer, user, assistant or tool");
        }
        if (message.toolCalls() != null && !role.equals("assistant")) {
            throw FieldRules.invalid(at + ".tool_calls", "belong to an assistant's message");
        }
        if (role.equals("tool")) {
            if (message.toolCallId() == null || !called.contains(message.toolCallId())) {
                throw FieldRules.invalid(at + ".tool_call_id", "must be the id of a call in an assistant's message before");
            }
            return new ChatMessage(role, content(at + ".content", message.content()), null, message.toolCallId());
        }
        if (message.toolCallId() != null) {
            throw FieldRules.invalid(at + ".tool_call_id", "belongs to a tool's message");
        }
        List<ChatMessage.Call> calls = calls(at + ".tool_calls", message.toolCalls());
        boolean callsOnly = calls != null && (message.content() == null || message.content().isNull());
        return new ChatMessage(role, callsOnly ? "" : content(at + ".content", message.content()), calls, null);
    }

    private @Nullable List<ChatMessage.Call> calls(String at, @Nullable List<ChatBody.Call> calls) {
        if (calls == null || calls.isEmpty()) {
            return null;
        }
        if (calls.size() > CALLS_MAX) {
            throw FieldRules.invalid(at, "may hold at most " + CALLS_MAX + " calls");
        }
        List<ChatMessage.Call> read = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            ChatBody.Call call = calls.get(i);
            String here = at + "[" + i + "]";
            if (call == null || !"function".equals(call.type()) || call.function() == null) {
                throw FieldRules.invalid(here, "must be a call of a function");
            }
            if (call.id() == null || call.id().isEmpty() || call.id().length() > ID_CHARS_MAX) {
                throw FieldRules.invalid(here + ".id", "must be 1.." + ID_CHARS_MAX + " characters");
            }
            if (!ToolReader.isName(call.function().name())) {
                throw FieldRules.invalid(here + ".function.name", "must be 1..64 letters, digits, underscores or dashes");
            }
            if (call.function().arguments() == null) {
                throw FieldRules.invalid(here + ".function.arguments", "must be a string");
            }
            called.add(call.id());
            read.add(new ChatMessage.Call(FieldRules.text(here + ".id", call.id()), call.function().name(),
                    FieldRules.text(here + ".function.arguments", call.function().arguments())));
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
