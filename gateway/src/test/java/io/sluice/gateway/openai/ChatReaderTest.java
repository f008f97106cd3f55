package io.sluice.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.sluice.contracts.generation.ChatMessage;
import io.sluice.platform.error.FailureMapping;
import io.sluice.platform.error.SluiceException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        "tools | \"tools\":[{\"type\":\"function\"}]", "response_format | \"response_format\":{\"type\":\"json_object\"}",
        "modalities | \"modalities\":[\"audio\"]", "temprature | \"temprature\":1",
        "sluice.policy | \"sluice\":{\"policy\":\"best\"}", "sluice | \"sluice\":\"fast\""
    })
    void aBadFieldIsNamed(String param, String field) {
        assertThat(refused(HEAD + "," + field + "}").param()).isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "model | {\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}", "messages | {\"model\":\"m\"}",
        "messages | {\"model\":\"m\",\"messages\":[]}",
        "messages[0].content | {\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"half \\ud83d\"}]}",
        "messages[0].role | {\"model\":\"m\",\"messages\":[{\"role\":\"god\",\"content\":\"x\"}]}",
        "messages[0].content | {\"model\":\"m\",\"messages\":[{\"role\":\"user\"}]}",
        "messages[0].content[0] | {\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}]}"
    })
    void aBadMessageIsNamed(String param, String body) {
        assertThat(refused(body).param()).isEqualTo(param);
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
