package io.sluice.inference.engine;

import io.sluice.contracts.generation.ChatMessage;
import io.sluice.contracts.generation.ToolUse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * A conversation as a chat template sees it: maps, lists and texts, in the form of Hugging Face's
 * {@code apply_chat_template}.
 *
 * @param messages role and content, {@code tool_calls} and {@code tool_call_id} where there are any
 * @param tools    functions that may be called, mostly none
 */
record Conversation(List<Map<String, Object>> messages, List<Map<String, Object>> tools) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String FUNCTION = "function";

    static Conversation of(List<ChatMessage> messages, List<ToolUse.Tool> tools) {
        return new Conversation(messages.stream().map(Conversation::message).toList(), tools.stream().map(Conversation::tool).toList());
    }

    private static Map<String, Object> message(ChatMessage message) {
        Map<String, Object> values = new LinkedHashMap<>(Map.of("role", message.role(), "content", message.content()));
        if (message.calls() != null) {
            values.put("tool_calls", message.calls().stream().map(call -> Map.of("id", call.id(), "type", FUNCTION,
                    FUNCTION, Map.of("name", call.name(), "arguments", parsed(call.arguments())))).toList());
        }
        if (message.callId() != null) {
            values.put("tool_call_id", message.callId());
        }
        return values;
    }

    private static Map<String, Object> tool(ToolUse.Tool tool) {
        Map<String, Object> function = new LinkedHashMap<>(Map.of("name", tool.name()));
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        function.put("parameters", parsed(tool.parameters() == null ? "{\"type\":\"object\",\"properties\":{}}" : tool.parameters()));
        return Map.of("type", FUNCTION, FUNCTION, function);
    }

    /** Templates expect an object; what a model once wrote may be none, and is then a text. */
    private static Object parsed(String json) {
        try {
            Map<?, ?> object = JSON.readValue(json, Map.class);
            return object == null ? json : object;
        } catch (JacksonException noObject) {
            return json;
        }
    }

    /** Every text and every name of a field in it. */
    Stream<String> texts() {
        return Stream.concat(messages.stream(), tools.stream()).flatMap(Conversation::texts);
    }

    private static Stream<String> texts(@Nullable Object value) {
        return switch (value) {
            case String text -> Stream.of(text);
            case Map<?, ?> map -> map.entrySet().stream().flatMap(entry -> Stream.concat(texts(entry.getKey()), texts(entry.getValue())));
            case List<?> list -> list.stream().flatMap(Conversation::texts);
            case null, default -> Stream.empty();
        };
    }

    /** The same with every text, and every name of a field, put through the operator. */
    Conversation map(UnaryOperator<String> operator) {
        return new Conversation(maps(messages, operator), maps(tools, operator));
    }

    private static List<Map<String, Object>> maps(List<Map<String, Object>> maps, UnaryOperator<String> operator) {
        return maps.stream().map(map -> map(map, operator)).toList();
    }

    private static Map<String, Object> map(Map<?, ?> map, UnaryOperator<String> operator) {
        Map<String, Object> mapped = new LinkedHashMap<>();
        map.forEach((name, value) -> mapped.put(operator.apply(String.valueOf(name)), mapped(value, operator)));
        return mapped;
    }

    private static @Nullable Object mapped(@Nullable Object value, UnaryOperator<String> operator) {
        return switch (value) {
            case String text -> operator.apply(text);
            case Map<?, ?> map -> map(map, operator);
            case List<?> list -> {
                List<@Nullable Object> mapped = new ArrayList<>();
                list.forEach(each -> mapped.add(mapped(each, operator)));
                yield mapped;
            }
            case null, default -> value;
        };
    }
}
