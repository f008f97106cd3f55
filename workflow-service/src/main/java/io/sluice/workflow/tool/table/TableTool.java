package io.sluice.workflow.tool.table;

import io.sluice.workflow.tool.Schemas;
import io.sluice.workflow.tool.Tool;
import io.sluice.workflow.tool.ToolResult;
import io.sluice.workflow.tool.ToolSettingsException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Selects, filters, groups and orders the rows of one table; gives JSON. */
public final class TableTool implements Tool {

    private final Table table;

    private TableTool(Table table) {
        this.table = table;
    }

    /** @throws ToolSettingsException when there is no table in the settings */
    public static Tool of(ObjectNode settings) throws ToolSettingsException {
        for (String name : settings.propertyNames()) {
            if (!name.equals("rows") && !name.equals("csv")) {
                throw new ToolSettingsException("/" + name, "a table has rows or csv, and no other setting");
            }
        }
        return new TableTool(TableReader.read(settings));
    }

    @Override
    public String description() {
        return "Answers questions about a table with the columns " + String.join(", ", table.columns())
                + ". 'where' is an expression over column names, for example price > 10 && kind == 'fruit'.";
    }

    @Override
    public ObjectNode parameters() {
        ObjectNode schema = Schemas.object();
        ObjectNode fields = (ObjectNode) schema.get("properties");
        names(fields.putObject("select"));
        fields.putObject("where").put("type", "string").put("maxLength", 1000);
        names(fields.putObject("group_by"));
        ObjectNode aggregate = list(fields.putObject("aggregate"));
        ArrayNode functions = ((ObjectNode) aggregate.get("properties")).putObject("function").put("type", "string").putArray("enum");
        List.of("count", "sum", "avg", "min", "max").forEach(functions::add);
        ((ObjectNode) aggregate.get("properties")).putObject("column").put("type", "string");
        ((ObjectNode) aggregate.get("properties")).putObject("as").put("type", "string").put("maxLength", 100);
        aggregate.putArray("required").add("function");
        ObjectNode order = list(fields.putObject("order_by"));
        ((ObjectNode) order.get("properties")).putObject("column").put("type", "string");
        ((ObjectNode) order.get("properties")).putObject("descending").put("type", "boolean");
        order.putArray("required").add("column");
        fields.putObject("limit").put("type", "integer").put("minimum", 1).put("maximum", TableQuery.LIMIT_MAX);
        return schema;
    }

    private static void names(ObjectNode field) {
        field.put("type", "array").put("maxItems", Table.COLUMNS_MAX).putObject("items").put("type", "string");
    }

    private static ObjectNode list(ObjectNode field) {
        ObjectNode items = field.put("type", "array").put("maxItems", 20).putObject("items").put("type", "object").put("additionalProperties", false);
        items.putObject("properties");
        return items;
    }

    @Override
    public Repeat repeat() {
        return Repeat.HARMLESS;
    }

    @Override
    public ToolResult call(ObjectNode arguments, Call call) throws InterruptedException {
        try {
            return new ToolResult.Given(json(new TableQuery(table, arguments).rows()));
        } catch (TableQuery.WrongException wrong) {
            return new ToolResult.Refused("bad_query", String.valueOf(wrong.getMessage()));
        }
    }

    private static String json(List<Map<String, Object>> rows) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Map<String, Object> row : rows) {
            ObjectNode object = list.addObject();
            row.forEach((name, value) -> object.set(name, node(value)));
        }
        return list.toString();
    }

    private static JsonNode node(Object value) {
        return switch (value) {
            // A plain number: 1E+2 reads badly.
            case BigDecimal number -> JsonNodeFactory.instance.numberNode(number.scale() < 0 ? number.setScale(0) : number);
            case Boolean truth -> JsonNodeFactory.instance.booleanNode(truth);
            default -> JsonNodeFactory.instance.stringNode(value.toString());
        };
    }
}
