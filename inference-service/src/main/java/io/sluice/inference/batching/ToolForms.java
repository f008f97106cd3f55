package io.sluice.inference.batching;

import io.sluice.contracts.generation.ToolUse;
import io.sluice.inference.decoding.constraint.CompiledConstraint;
import io.sluice.inference.decoding.constraint.ConstraintCompiler;
import io.sluice.inference.decoding.constraint.tool.ToolCallFormat;
import io.sluice.inference.decoding.constraint.tool.ToolChoice;
import io.sluice.inference.decoding.constraint.tool.ToolFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Functions to call, as the contract has them, for the compiler of constraints. */
final class ToolForms {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private ToolForms() {
    }

    /** The form of a model's calls, by the marks in its chat template. */
    static ToolCallFormat of(String template) {
        if (template.contains("<tool_call>")) {
            return ToolCallFormat.HERMES;
        }
        return template.contains("<|start_header_id|>") && template.contains("parameters") ? ToolCallFormat.LLAMA : ToolCallFormat.PLAIN;
    }

    static CompiledConstraint compile(ToolUse use, ToolCallFormat form) {
        List<ToolFunction> functions = new ArrayList<>();
        for (int i = 0; i < use.tools().size(); i++) {
            ToolUse.Tool tool = use.tools().get(i);
            try {
                functions.add(new ToolFunction(tool.name(), parsed(tool.parameters()), tool.strict()));
            } catch (JacksonException noJson) {
                return new CompiledConstraint.Refused("tools[" + i + "].function.parameters#", "the schema is no JSON");
            }
        }
        ToolChoice choice = switch (use.choice()) {
            case AUTO -> new ToolChoice.Auto();
            case REQUIRED -> new ToolChoice.Required();
            case NAMED -> new ToolChoice.Named(Objects.requireNonNullElse(use.only(), ""));
        };
        return ConstraintCompiler.tools(functions, choice, use.parallel(), form);
    }

    private static @Nullable JsonNode parsed(@Nullable String schema) {
        return schema == null ? null : JSON.readTree(schema);
    }
}
