package io.sluice.workflow.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.platform.json.StrictJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class CheckedSchemaTest {

    private static CheckedSchema schema(String text) throws SchemaException {
        return CheckedSchema.read(StrictJson.mapper().readTree(text));
    }

    @Test
    void namesThePlaceOfAFault() throws SchemaException {
        CheckedSchema schema = schema("""
                {"type":"object","properties":{"n":{"type":"array","items":{"type":"integer"}}},"required":["n"]}""");
        assertThat(schema.fault("{\"n\":[1,2]}")).isEmpty();
        assertThat(schema.fault("{\"n\":[1,\"x\"]}").orElseThrow()).contains("/n/1");
        assertThat(schema.fault("{}").orElseThrow()).contains("n");
        assertThat(schema.fault("{\"n\":1}}").orElseThrow()).contains("no JSON");
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"$ref\":\"#\"}",
        "{\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"$ref\":\"#/$defs/a\"}},\"$ref\":\"#/$defs/a\"}",
        "{\"allOf\":[{\"$ref\":\"#\"}]}",
        "{\"anyOf\":[{\"not\":{\"$ref\":\"#/anyOf/0\"}}]}",
        "{\"dependentSchemas\":{\"x\":{\"$ref\":\"#\"}}}",
        "{\"$ref\":\"https://example.com/schema\"}",
        "{\"$ref\":\"file:///etc/passwd\"}",
        "{\"$ref\":\"http://169.254.169.254/latest\"}",
        "{\"properties\":{\"a\":{\"$ref\":\"other.json\"}}}",
        "{\"$ref\":\"#/nowhere\"}",
        "{\"$dynamicRef\":\"#x\"}",
        "{\"$id\":\"https://example.com/\",\"type\":\"object\"}",
        "{\"$schema\":\"https://example.com/meta\"}",
        "{\"pattern\":\"(?=x)\"}",
        "7"})
    void refusesWhatRunsAwayOrLeadsOut(String text) {
        assertThatThrownBy(() -> schema(text)).isInstanceOf(SchemaException.class);
    }

    @Test
    void followsAReferenceThatConsumesSomethingEachTime() throws SchemaException {
        CheckedSchema list = schema("""
                {"type":"object","properties":{"next":{"$ref":"#"}},"additionalProperties":false}""");
        assertThat(list.fault("{\"next\":{\"next\":{}}}")).isEmpty();
        assertThat(list.fault("{\"next\":{\"nixt\":{}}}")).isPresent();
        assertThat(list.fault("{\"next\":".repeat(100) + "{}" + "}".repeat(100)).orElseThrow()).contains("deeper");
    }

    @Test
    void numbersAreOfASizeThatCanBeDivided() throws SchemaException {
        assertThat(schema("{\"multipleOf\":1}").fault("[1e999999999]").orElseThrow()).contains("too large");
        assertThat(schema("{\"multipleOf\":1}").fault("1e3")).isEmpty();
    }

    @Test
    void numbersBeyondALongAreComparedHoweverTheyAreWritten() throws SchemaException {
        CheckedSchema few = schema("{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\",\"maximum\":5}}}");
        for (String huge : List.of("1e300", "9999999999999999999999", "1e19")) {
            assertThat(few.fault("{\"n\":" + huge + "}").orElseThrow()).contains("/n", "maximum");
            assertThat(few.fault(JsonMapper.shared().readTree("{\"n\":" + huge + "}")).orElseThrow()).contains("/n", "maximum");
        }
        assertThat(schema("{\"type\":\"integer\",\"minimum\":5}").fault("1e300")).isEmpty();
        assertThat(schema("{\"type\":\"number\",\"maximum\":5}").fault("-1e300")).isEmpty();
    }

    @Test
    void patternsAreLinear() throws SchemaException {
        CheckedSchema schema = schema("{\"type\":\"string\",\"pattern\":\"(x+x+)+y\"}");
        assertThat(schema.fault("\"" + "x".repeat(5000) + "\"")).isPresent();
    }
}
