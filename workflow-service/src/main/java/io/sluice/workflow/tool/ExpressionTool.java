package io.sluice.workflow.tool;

import io.sluice.workflow.expression.ExpressionException;
import io.sluice.workflow.expression.Formula;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Expressions over numbers, text and truth values. */
final class ExpressionTool implements Tool {

    @Override
    public String description() {
        return "Evaluates an expression, for example IF(price * 3 > 10, 'dear', 'cheap'), over the given variables.";
    }

    @Override
    public ObjectNode parameters() {
        ObjectNode schema = Schemas.text(Schemas.object(), "expression", "with names of variables in it", 1000);
        ObjectNode variables = ((ObjectNode) schema.get("properties")).putObject("variables");
        variables.put("type", "object").put("description", "values by name").put("maxProperties", 100);
        ObjectNode value = variables.putObject("additionalProperties");
        value.putArray("type").add("string").add("number").add("boolean");
        value.put("maxLength", 65_536);
        return schema;
    }

    @Override
    public Repeat repeat() {
        return Repeat.HARMLESS;
    }

    @Override
    public ToolResult call(ObjectNode arguments, Call call) {
        Map<String, Object> variables = new HashMap<>();
        for (Map.Entry<String, JsonNode> each : arguments.path("variables").properties()) {
            JsonNode value = each.getValue();
            variables.put(each.getKey(), value.isNumber() ? value.decimalValue() : value.isBoolean() ? value.asBoolean() : value.asString());
        }
        try {
            return new ToolResult.Given(Formula.read(arguments.get("expression").asString()).value(variables).text());
        } catch (ExpressionException wrong) {
            return new ToolResult.Refused("bad_expression", wrong.getMessage());
        }
    }
}
