package io.sluice.workflow.tool.retrieval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.platform.json.StrictJson;
import io.sluice.workflow.tool.Tool;
import io.sluice.workflow.tool.ToolResult;
import io.sluice.workflow.tool.ToolSettingsException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class RetrievalToolTest {

    private static ObjectNode json(String text) {
        return (ObjectNode) StrictJson.mapper().readTree(text);
    }

    private static JsonNode ask(String settings, String question) throws Exception {
        ToolResult result = RetrievalTool.of(json(settings)).call(json(question), new Tool.Call("key", 1));
        return StrictJson.mapper().readTree(((ToolResult.Given) result).text());
    }

    @Test
    void findsWhatFitsBestFirst() throws Exception {
        String settings = """
                {"documents":[{"id":"cats","text":"Cats sleep all day."},{"id":"dogs","text":"Dogs sleep at night and bark."},"Fish do not sleep; fish swim."]}""";
        JsonNode found = ask(settings, "{\"query\":\"which fish swim?\",\"top\":2}");
        assertThat(found.size()).isEqualTo(1);
        assertThat(found.get(0).get("id").asString()).isEqualTo("3");
        assertThat(ask(settings, "{\"query\":\"sleep\"}").size()).isEqualTo(3);
        assertThat(ask(settings, "{\"query\":\"cats OR *:*\"}").get(0).get("id").asString()).isEqualTo("cats");
        assertThat(ask(settings, "{\"query\":\"?!\"}").size()).isZero();
    }

    @Test
    void scoresAreBm25() {
        Passages passages = new Passages(List.of("apple", "apple pear pear", "plum"));
        // idf(pear) = ln(1 + (3 - 1 + 0.5) / (1 + 0.5)); tf part = 2 / (2 + 1.2 * (1 - 0.75 + 0.75 * 3 / (5 / 3.0)))
        double idf = Math.log(1 + 2.5 / 1.5);
        double tf = 2 / (2 + 1.2 * (0.25 + 0.75 * 3 / (5 / 3.0)));
        List<Passages.Found> found = passages.best("pear", 5);
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().position()).isEqualTo(1);
        assertThat(found.getFirst().score()).isCloseTo(idf * tf, within(1e-5));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"documents\":[]}", "{\"documents\":[7]}", "{\"documents\":[\"\"]}", "{\"documents\":[\"x\"],\"url\":\"http://x\"}",
        "{\"documents\":[{\"id\":\"a\",\"text\":\"x\"},{\"id\":\"a\",\"text\":\"y\"}]}"})
    void refusesDocumentsThatAreNone(String settings) {
        assertThatThrownBy(() -> RetrievalTool.of(json(settings))).isInstanceOf(ToolSettingsException.class);
    }
}
