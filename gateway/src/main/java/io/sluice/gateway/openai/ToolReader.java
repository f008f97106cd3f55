package io.sluice.gateway.openai;

import io.sluice.contracts.generation.ToolUse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** {@code tools}, {@code tool_choice} and {@code parallel_tool_calls}. */
final class ToolReader {

    private static final int TOOLS_MAX = 128;
    private static final int DESCRIPTION_CHARS_MAX = 16_384;
    private static final String TOOL_CHOICE = "tool_choice";
    private static final String FUNCTION = "function";
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private ToolReader() {
    }

    static boolean isName(@Nullable String name) {
        return name != null && NAME.matcher(name).matches();
    }

    /** Null: nothing may be called. */
    static @Nullable ToolUse read(ChatBody body) {
        boolean none = body.tools() == null || body.tools().isEmpty();
        String choice = choice(body.toolChoice());
        if (none) {
            if (choice != null && !choice.equals("none")) {
                throw FieldRules.invalid(TOOL_CHOICE, "needs 'tools'");
            }
            return null;
        }
        List<ToolUse.Tool> tools = tools(body.tools());
        if ("none".equals(choice)) {
            return null;
        }
        boolean parallel = !Boolean.FALSE.equals(body.parallelToolCalls());
        if (choice == null || choice.equals("auto")) {
            return new ToolUse(tools, ToolUse.Choice.AUTO, null, parallel);
        }
        if (choice.equals("required")) {
            return new ToolUse(tools, ToolUse.Choice.REQUIRED, null, parallel);
        }
        String only = choice.substring(choice.indexOf(':') + 1);
        if (tools.stream().noneMatch(tool -> tool.name().equals(only))) {
            throw FieldRules.invalid(TOOL_CHOICE, "must name one of 'tools'");
        }
        return new ToolUse(tools, ToolUse.Choice.NAMED, only, false);
    }

    /** none, auto, required, or a colon and a function's name. */
    private static @Nullable String choice(@Nullable JsonNode choice) {
        if (choice == null || choice.isNull()) {
            return null;
        }
        if (choice.isString() && Set.of("none", "auto", "required").contains(choice.asString())) {
            return choice.asString();
        }
        JsonNode name = choice.path(FUNCTION).path("name");
        if (!choice.path("type").asString("").equals(FUNCTION) || !name.isString() || !isName(name.asString())) {
            throw FieldRules.invalid(TOOL_CHOICE, "must be none, auto, required or {\"type\":\"function\",\"function\":{\"name\":…}}");
        }
        return ":" + name.asString();
    }

    private static List<ToolUse.Tool> tools(List<ChatBody.Tool> tools) {
        if (tools.size() > TOOLS_MAX) {
            throw FieldRules.invalid("tools", "may hold at most " + TOOLS_MAX + " tools");
        }
        List<ToolUse.Tool> read = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < tools.size(); i++) {
            ToolUse.Tool tool = tool("tools[" + i + "]", tools.get(i));
            if (!names.add(tool.name())) {
                throw FieldRules.invalid("tools[" + i + "].function.name", "is there twice");
            }
            read.add(tool);
        }
        return List.copyOf(read);
    }

    private static ToolUse.Tool tool(String at, ChatBody.@Nullable Tool tool) {
        if (tool == null || !FUNCTION.equals(tool.type()) || tool.function() == null) {
            throw FieldRules.invalid(at, "must be {\"type\":\"function\",\"function\":{…}}; other kinds are not supported");
        }
        ChatBody.Function function = tool.function();
        if (!isName(function.name())) {
            throw FieldRules.invalid(at + ".function.name", "must be 1..64 letters, digits, underscores or dashes");
        }
        String description = function.description();
        if (description != null && FieldRules.text(at + ".function.description", description).length() > DESCRIPTION_CHARS_MAX) {
            throw FieldRules.invalid(at + ".function.description", "must have at most " + DESCRIPTION_CHARS_MAX + " characters");
        }
        JsonNode parameters = function.parameters();
        return new ToolUse.Tool(function.name(), description,
                parameters == null || parameters.isNull() ? null : FormatReader.definition(at + ".function.parameters", parameters),
                Boolean.TRUE.equals(function.strict()));
    }
}
