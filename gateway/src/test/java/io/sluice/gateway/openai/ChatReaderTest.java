package io.sluice.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.contracts.generation.ChatMessage;
import io.sluice.contracts.generation.OutputFormat.Kind;
import io.sluice.contracts.generation.OutputFormat;
import io.sluice.contracts.generation.ToolUse;
import io.sluice.platform.error.FailureMapping;
import io.sluice.platform.error.SluiceException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;

class ChatReaderTest {

    private static final String HEAD = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "n | \"n\":0", "n | \"n\":1000000", "n | \"n\":1.5", "n | \"n\":\"2\"",
        "temperature | \"temperature\":2.1", "temperature | \"temperature\":\"warm\"",
        "top_p | \"top_p\":0", "top_p | \"top_p\":1.1", "min_p | \"min_p\":1", "top_k | \"top_k\":-1",
        "presence_penalty | \"presence_penalty\":-2.1", "frequency_penalty | \"frequency_penalty\":3",
        "repetition_penalty | \"repetition_penalty\":0",
        "logit_bias | \"logit_bias\":{\"5\":101}", "logit_bias | \"logit_bias\":{\"five\":1}",
        "max_tokens | \"max_tokens\":0", "max_tokens | \"max_tokens\":2000000000", "max_tokens | \"max_tokens\":1e30",
        "max_completion_tokens | \"max_tokens\":5,\"max_completion_tokens\":5",
        "top_logprobs | \"logprobs\":true,\"top_logprobs\":21", "top_logprobs | \"top_logprobs\":2",
        "stop | \"stop\":[\"a\",\"b\",\"c\",\"d\",\"e\"]", "stop | \"stop\":\"\"", "stop | \"stop\":7",
        "stream_options | \"stream_options\":{\"include_usage\":true}",
        "tools[0] | \"tools\":[{\"type\":\"function\"}]", "tools[0] | \"tools\":[{\"type\":\"custom\"}]",
        "tools[0].function.name | \"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a b\"}}]",
        "tools[1].function.name | \"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}},{\"type\":\"function\",\"function\":{\"name\":\"a\"}}]",
        "tools[0].function.parameters | \"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"parameters\":7}}]",
        "tool_choice | \"tool_choice\":\"required\"",
        "tool_choice | \"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}}],\"tool_choice\":\"sometimes\"",
        "tool_choice | \"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"a\"}}],\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"b\"}}",
        "response_format | \"response_format\":7", "response_format.type | \"response_format\":{\"type\":\"xml\"}",
        "response_format | \"response_format\":{\"type\":\"json_object\",\"more\":1}",
        "response_format.json_schema | \"response_format\":{\"type\":\"json_schema\"}",
        "response_format.json_schema.name | \"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{}}}",
        "response_format.json_schema.schema | \"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\"}}",
        "structured_outputs | \"structured_outputs\":{}", "structured_outputs | \"structured_outputs\":{\"yaml\":\"a\"}",
        "structured_outputs.regex | \"structured_outputs\":{\"regex\":\"\"}",
        "structured_outputs | \"structured_outputs\":{\"regex\":\"a\"},\"response_format\":{\"type\":\"json_object\"}",
        "modalities | \"modalities\":[\"audio\"]", "temprature | \"temprature\":1",
        "sluice.adapters | \"sluice\":{\"adapters\":\"arrow\"}",
        "sluice.adapters.selector | \"sluice\":{\"adapters\":{\"selector\":\"best\"}}",
        "sluice.samples | \"sluice\":{\"samples\":3}", "sluice.samples.count | \"sluice\":{\"samples\":{\"pick\":\"majority\"}}",
        "sluice.samples.count | \"sluice\":{\"samples\":{\"count\":0,\"pick\":\"majority\"}}",
        "sluice.samples.count | \"sluice\":{\"samples\":{\"count\":17,\"pick\":\"majority\"}}",
        "sluice.samples.count | \"sluice\":{\"samples\":{\"count\":\"3\",\"pick\":\"majority\"}}",
        "sluice.samples.count | \"sluice\":{\"samples\":{\"count\":1e30,\"pick\":\"majority\"}}",
        "sluice.samples.pick | \"sluice\":{\"samples\":{\"count\":3}}",
        "sluice.samples.pick | \"sluice\":{\"samples\":{\"count\":3,\"pick\":\"best\"}}",
        "sluice.samples.pick | \"sluice\":{\"samples\":{\"count\":3,\"pick\":0}}",
        "n | \"n\":2,\"sluice\":{\"samples\":{\"count\":3,\"pick\":\"majority\"}}",
        "temperature | \"temperature\":0,\"sluice\":{\"samples\":{\"count\":3,\"pick\":\"majority\"}}",
        "sluice.policy | \"sluice\":{\"policy\":\"best\"}", "sluice | \"sluice\":\"fast\""
    })
    void aBadFieldIsNamed(String param, String field) {
        assertThat(refused(HEAD + "," + field + "}").param()).isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "model | {\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}", "messages | {\"model\":\"m\"}",
        "messages | {\"model\":\"m\",\"messages\":[]}",
        "model | {\"model\":\"m:\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
        "model | {\"model\":\"m:a@1*much\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}",
        "messages[0].content | {\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"half \\ud83d\"}]}",
        "messages[0].role | {\"model\":\"m\",\"messages\":[{\"role\":\"god\",\"content\":\"x\"}]}",
        "messages[0].content | {\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]}",
        "messages[0].tool_calls | {\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\",\"tool_calls\":[]}]}",
        "messages[0].tool_call_id | {\"model\":\"m\",\"messages\":[{\"role\":\"tool\",\"content\":\"x\",\"tool_call_id\":\"c\"}]}",
        "messages[0].tool_calls[0].id | {\"model\":\"m\",\"messages\":[{\"role\":\"assistant\",\"tool_calls\":[{\"type\":\"function\",\"function\":{\"name\":\"a\",\"arguments\":\"{}\"}}]}]}",
        "messages[0].content[0] | {\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}"
    })
    void aBadMessageIsNamed(String param, String body) {
        assertThat(refused(body).param()).isEqualTo(param);
    }

    @ParameterizedTest
    @ValueSource(strings = {"m", "org/m", "m:sort", "m:sort@2", "m:sort@2*0.7+add*-0.3"})
    void aModelMayHaveAdapters(String model) {
        assertThat(read(HEAD.replace("\"m\"", '"' + model + '"') + "}").model()).isEqualTo(model);
    }

    @Test
    void formatsAreReadAsTheirDefinitions() {
        String schema = "{\"type\":\"object\",\"required\":[\"a\"]}";
        assertThat(read(HEAD + ",\"response_format\":{\"type\":\"json_object\"}}").format())
                .isEqualTo(new OutputFormat(Kind.JSON_OBJECT, null));
        assertThat(read(HEAD + ",\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\",\"strict\":true,\"schema\":"
                + schema + "}}}").format()).isEqualTo(new OutputFormat(Kind.JSON_SCHEMA, schema));
        assertThat(read(HEAD + ",\"structured_outputs\":{\"regex\":\"[a-z]+\"}}").format()).isEqualTo(new OutputFormat(Kind.REGEX, "[a-z]+"));
        assertThat(read(HEAD + ",\"structured_outputs\":{\"grammar\":\"root ::= \\\"a\\\"\"}}").format())
                .isEqualTo(new OutputFormat(Kind.GRAMMAR, "root ::= \"a\""));
        assertThat(read(HEAD + ",\"response_format\":{\"type\":\"text\"}}").format()).isNull();
    }

    @Test
    void toolsAreReadWithTheirChoice() {
        String tools = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"rain\",\"description\":\"of a city\","
                + "\"parameters\":{\"type\":\"object\"},\"strict\":true}}]";
        List<ToolUse.Tool> rain = List.of(new ToolUse.Tool("rain", "of a city", "{\"type\":\"object\"}", true));
        assertThat(read(HEAD + tools + "}").tools()).isEqualTo(new ToolUse(rain, ToolUse.Choice.AUTO, null, true));
        assertThat(read(HEAD + tools + ",\"tool_choice\":\"required\",\"parallel_tool_calls\":false}").tools())
                .isEqualTo(new ToolUse(rain, ToolUse.Choice.REQUIRED, null, false));
        assertThat(read(HEAD + tools + ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"rain\"}}}").tools())
                .isEqualTo(new ToolUse(rain, ToolUse.Choice.NAMED, "rain", false));
        assertThat(read(HEAD + tools + ",\"tool_choice\":\"none\"}").tools()).isNull();
    }

    @Test
    void callsAndTheirResultsAreMessages() {
        Ask ask = read("""
                {"model":"m","messages":[{"role":"user","content":"rain?"},
                {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"rain","arguments":"{}"}}]},
                {"role":"tool","tool_call_id":"c1","content":"dry"}]}""");
        assertThat(ask.prompts().getFirst().messages()).containsExactly(new ChatMessage("user", "rain?"),
                new ChatMessage("assistant", "", List.of(new ChatMessage.Call("c1", "rain", "{}")), null),
                new ChatMessage("tool", "dry", null, "c1"));
    }

    @Test
    void absentFieldsHaveOpenAisDefaults() {
        Ask ask = read(HEAD + "}");
        assertThat(ask.sampling().temperature()).isEqualTo(1);
        assertThat(ask.sampling().topP()).isEqualTo(1);
        assertThat(ask.choices()).isEqualTo(1);
        assertThat(ask.maxTokens()).isNull();
        assertThat(ask.topLogprobs()).isNull();
        assertThat(ask.stream()).isFalse();
    }

    @Test
    void textPartsAreJoinedAndDevelopersAreSystem() {
        Ask ask = read("{\"model\":\"m\",\"messages\":[{\"role\":\"developer\",\"content\":\"be\"},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},{\"type\":\"text\",\"text\":\"b\"}]}]}");
        assertThat(ask.prompts().getFirst().messages())
                .isEqualTo(List.of(new ChatMessage("system", "be"), new ChatMessage("user", "ab")));
    }

    @Test
    void harmlessFieldsAreLetThrough() {
        assertThat(read(HEAD + ",\"user\":\"u\",\"metadata\":{\"a\":\"b\"},\"store\":false,\"tools\":[],\"response_format\":{\"type\":\"text\"}}").model())
                .isEqualTo("m");
    }

    @Test
    void nullMeansAbsentAlsoForFieldsThatAreNotKnown() {
        assertThat(read(HEAD.replace("\"hi\"", "\"hi\",\"tool_calls\":null") + ",\"functions\":null,\"audio\":null}").model()).isEqualTo("m");
    }

    private static Ask read(String json) {
        MockServerWebExchange exchange = MockServerWebExchange.from(MockServerHttpRequest.post("/v1/chat/completions").body(json));
        return ChatReader.read(new BodyReader(1 << 20, java.time.Duration.ofSeconds(5)).read(exchange, ChatBody.class).toFuture().join());
    }

    private static SluiceException refused(String json) {
        Throwable[] failure = new Throwable[1];
        assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> read(json)).satisfies(thrown -> failure[0] = thrown);
        SluiceException refusal = FailureMapping.of(failure[0]);
        assertThat(refusal.status()).isEqualTo(400);
        return refusal;
    }
}
