package io.sluice.workflow.tool;

import io.sluice.workflow.tool.arithmetic.ArithmeticText;
import tools.jackson.databind.node.ObjectNode;

/** Exact arithmetic. */
final class CalculatorTool implements Tool {

    @Override
    public String description() {
        return "Calculates exactly: + - * / ^ and brackets; abs, min, max, floor, ceil, round, mod, gcd, lcm, factorial.";
    }

    @Override
    public ObjectNode parameters() {
        return Schemas.text(Schemas.object(), "expression", "for example (12 + 7) * 3", ArithmeticText.LENGTH_MAX);
    }

    @Override
    public Repeat repeat() {
        return Repeat.HARMLESS;
    }

    @Override
    public ToolResult call(ObjectNode arguments, Call call) {
        return switch (ArithmeticText.value(arguments.get("expression").asString())) {
            case ArithmeticText.Exact(String text) -> new ToolResult.Given(text);
            case ArithmeticText.Wrong(String message) -> new ToolResult.Refused("bad_expression", message);
        };
    }
}
