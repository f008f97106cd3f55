package io.sluice.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.sluice.platform.error.FailureMapping;
import io.sluice.platform.error.SluiceException;
import io.sluice.platform.json.StrictJson;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompletionReaderTest {

    private static final String HEAD = "{\"model\":\"m\",\"prompt\":\"hi\"";

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "n | \"n\":129", "best_of | \"n\":2,\"best_of\":3", "suffix | \"suffix\":\"x\"", "logprobs | \"logprobs\":6",
        "logprobs | \"logprobs\":-1", "max_tokens | \"max_tokens\":0", "max_tokens | \"max_tokens\":-1,\"echo\":true",
        "temperature | \"temperature\":-0.1", "logit_bias | \"logit_bias\":{\"1\":null}",
        "stop | \"stop\":[\"\"]", "stop | \"stop\":{}", "stream_options | \"stream_options\":{}"
    })
    void aBadFieldIsNamed(String param, String field) {
        assertThat(refused(HEAD + "," + field + "}").param()).isEqualTo(param);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {"null", "[]", "7", "{}", "[\"a\",7]", "[1,\"a\"]", "[1,-1]", "[1.5]",
        "[[1],[2.5]]", "[[]]", "[3000000000]"})
    void aBadPromptIsNamed(String prompt) {
        assertThat(refused("{\"model\":\"m\",\"prompt\":" + prompt + "}").param()).isEqualTo("prompt");
    }

    @Test
    void promptsTimesChoicesAreBounded() {
        assertThat(refused("{\"model\":\"m\",\"n\":65,\"prompt\":[\"a\",\"b\"]}").param()).isEqualTo("n");
    }

    @Test
    void aModelIsRequired() {
        assertThat(refused("{\"prompt\":\"hi\"}").param()).isEqualTo("model");
    }

    @Test
    void absentFieldsHaveOpenAisDefaults() {
        Ask ask = read(HEAD + "}");
        assertThat(ask.maxTokens()).isEqualTo(16);
        assertThat(ask.choices()).isEqualTo(1);
        assertThat(ask.sampling().temperature()).isEqualTo(1);
        assertThat(ask.stop()).isEmpty();
        assertThat(ask.topLogprobs()).isNull();
        assertThat(ask.echo()).isFalse();
        assertThat(ask.stream()).isFalse();
    }

    @Test
    void aPromptIsTextOrTokensOrSeveralOfThem() {
        assertThat(prompts("\"a\"")).containsExactly(text("a"));
        assertThat(prompts("[\"a\",\"\"]")).containsExactly(text("a"), text(""));
        assertThat(prompts("[1,2]")).containsExactly(tokens(1, 2));
        assertThat(prompts("[[1],[2,3]]")).containsExactly(tokens(1), tokens(2, 3));
    }

    @Test
    void scoringAPromptTakesNoNewTokens() {
        Ask ask = read(HEAD + ",\"echo\":true,\"max_tokens\":0,\"logprobs\":5,\"stop\":\"x\"}");
        assertThat(ask.maxTokens()).isZero();
        assertThat(ask.topLogprobs()).isEqualTo(5);
        assertThat(ask.stop()).containsExactly("x");
    }

    private static List<Ask.Prompt> prompts(String prompt) {
        return read("{\"model\":\"m\",\"prompt\":" + prompt + "}").prompts();
    }

    private static Ask.Prompt text(String text) {
        return new Ask.Prompt(null, text, null);
    }

    private static Ask.Prompt tokens(Integer... tokens) {
        return new Ask.Prompt(null, null, List.of(tokens));
    }

    private static Ask read(String json) {
        return CompletionReader.read(StrictJson.mapper().readValue(json, CompletionBody.class));
    }

    private static SluiceException refused(String json) {
        SluiceException refusal = FailureMapping.of(catchThrowable(() -> read(json)));
        assertThat(refusal.status()).isEqualTo(400);
        return refusal;
    }
}
