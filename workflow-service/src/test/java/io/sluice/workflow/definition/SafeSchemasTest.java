package io.sluice.workflow.definition;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class SafeSchemasTest {

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "{\"$ref\":\"#\"}",
        "{\"$defs\":{\"a\":{\"$ref\":\"#/$defs/b\"},\"b\":{\"allOf\":[{\"$ref\":\"#/$defs/a\"}]}},\"$ref\":\"#/$defs/a\"}",
        "{\"anyOf\":[{\"not\":{\"$ref\":\"#\"}}]}",
        "{\"$ref\":\"https://example.com/schema\"}",
        "{\"$ref\":\"file:///etc/passwd\"}",
        "{\"$ref\":\"#/nowhere\"}",
        "{\"$dynamicRef\":\"#x\"}",
        "{\"$id\":\"http://169.254.169.254/\"}",
        "{\"pattern\":\"(?=a)\"}",
        "{\"type\":\"number\",\"pattern\":\"((a{1000}){1000}){1000}\"}",
    })
    void refusesReferencesWithoutEndOrOutsideAndPatternsThatAreNotRe2s(String schema) {
        assertThat(SafeSchemas.problem(json(schema))).isPresent();
    }

    @Test
    void followsReferencesThatGoDownIntoTheValue() {
        JsonNode tree = json("""
                {"$ref": "#/$defs/tree", "$defs": {"tree": {"type": "object", "additionalProperties": false,
                 "properties": {"left": {"$ref": "#/$defs/tree"}, "label": {"type": "string", "pattern": "^(x+x+)+$"}}}}}""");

        assertThat(SafeSchemas.problem(tree)).isEmpty();
        assertThat(SafeSchemas.compile(tree).validate(json("{\"left\":{\"left\":{\"label\":\"xx\"}}}"))).isEmpty();
        assertThat(SafeSchemas.compile(tree).validate(json("{\"left\":{\"left\":{\"label\":\"" + "x".repeat(40) + "y\"}}}"))).hasSize(1);
    }

    @Test
    void seesPropertiesThatAreNamedLikeKeywords() {
        assertThat(SafeSchemas.problem(json("{\"properties\":{\"$ref\":{\"type\":\"string\"},\"not\":{\"type\":\"number\"}}}"))).isEmpty();
    }
}
