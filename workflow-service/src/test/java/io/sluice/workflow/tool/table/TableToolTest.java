package io.sluice.workflow.tool.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.platform.json.StrictJson;
import io.sluice.workflow.schema.CheckedSchema;
import io.sluice.workflow.tool.Tool;
import io.sluice.workflow.tool.ToolResult;
import io.sluice.workflow.tool.ToolSettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class TableToolTest {

    private static final String FRUIT = """
            {"csv":"name,price,kind\\napple,1.20,fruit\\npear,0.80,fruit\\n\\"leek, fresh\\",2,vegetable\\ncorn,,vegetable\\n"}""";

    private static ObjectNode json(String text) {
        return (ObjectNode) StrictJson.mapper().readTree(text);
    }

    private static ToolResult ask(String settings, String question) throws Exception {
        Tool tool = TableTool.of(json(settings));
        assertThat(CheckedSchema.read(tool.parameters()).fault(json(question))).isEmpty();
        return tool.call(json(question), new Tool.Call("key", 1));
    }

    private static String rows(String question) throws Exception {
        return ((ToolResult.Given) ask(FRUIT, question)).text();
    }

    @Test
    void selectsFiltersAndOrders() throws Exception {
        assertThat(rows("{\"select\":[\"name\"],\"where\":\"kind == 'fruit' && price < 1\"}")).isEqualTo("[{\"name\":\"pear\"}]");
        assertThat(rows("{\"select\":[\"name\"],\"order_by\":[{\"column\":\"price\",\"descending\":true}],\"limit\":2}"))
                .isEqualTo("[{\"name\":\"corn\"},{\"name\":\"leek, fresh\"}]");
    }

    @Test
    void aggregatesExactlyAndPassesOverEmptyCells() throws Exception {
        assertThat(rows("{\"group_by\":[\"kind\"],\"aggregate\":[{\"function\":\"sum\",\"column\":\"price\"},{\"function\":\"count\"}]}"))
                .isEqualTo("[{\"kind\":\"fruit\",\"sum_price\":2.00,\"count\":2},{\"kind\":\"vegetable\",\"sum_price\":2,\"count\":2}]");
        assertThat(rows("{\"aggregate\":[{\"function\":\"avg\",\"column\":\"price\",\"as\":\"mean\"},{\"function\":\"max\",\"column\":\"name\"}]}"))
                .isEqualTo("[{\"mean\":1.333333333333333333333333333333333,\"max_name\":\"pear\"}]");
    }

    @Test
    void saysWhatIsWrongWithAQuestion() throws Exception {
        assertThat(ask(FRUIT, "{\"select\":[\"colour\"]}")).isEqualTo(new ToolResult.Refused("bad_query",
                "select: there is no column 'colour', only name, price, kind"));
        assertThat(ask(FRUIT, "{\"where\":\"price >\"}")).isInstanceOf(ToolResult.Refused.class);
        assertThat(ask(FRUIT, "{\"where\":\"price\"}")).isInstanceOf(ToolResult.Refused.class);
        assertThat(ask(FRUIT, "{\"aggregate\":[{\"function\":\"sum\",\"column\":\"name\"}]}")).isInstanceOf(ToolResult.Refused.class);
    }

    @Test
    void takesRowsAsObjectsToo() throws Exception {
        assertThat(((ToolResult.Given) ask("{\"rows\":[{\"a\":1e2,\"b\":true},{\"a\":\"x\"}]}", "{}")).text())
                .isEqualTo("[{\"a\":100.0,\"b\":true},{\"a\":\"x\",\"b\":\"\"}]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"rows\":7}", "{\"rows\":[1]}", "{\"rows\":[{\"a\":[]}]}", "{\"csv\":\"\"}", "{\"csv\":\"a,a\\n1,2\"}",
        "{\"csv\":\"a,b\\n1\"}", "{\"csv\":\"a\\n\\\"x\"}", "{\"rows\":[{\"a\":1e999}]}", "{\"rows\":[{\"a\":1}],\"more\":1}"})
    void refusesTablesThatAreNone(String settings) {
        assertThatThrownBy(() -> TableTool.of(json(settings))).isInstanceOf(ToolSettingsException.class);
    }
}
