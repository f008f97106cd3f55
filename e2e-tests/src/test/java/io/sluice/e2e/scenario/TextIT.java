package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.harness.Answer;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.InBothForms;
import io.sluice.e2e.harness.Models;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Any text goes in and comes out as it is. */
@InBothForms
class TextIT {

    private final Platform platform;

    TextIT(Form form) {
        this.platform = Platforms.shared(form);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "naïve café", "日本語と中文", "👩‍👩‍👧‍👦 🏳️‍🌈", "العربية עברית", "a\tb\n\nc  d", "\u0000\u0001\u007f", "𝔘𝔫𝔦 ﷽",
        "e\u0301 vs é", " leading and trailing ", "<b>&amp;\"quoted\"\\n</b>"
    })
    void anEchoGivesEveryCharacterBack(String text) {
        Answer answer = Answer.of(platform.api().complete(Ask.completion(text).with("echo", true).with("max_tokens", 0)));

        assertThat(answer.text()).isEqualTo(text);
    }

    @Test
    void drawnBytesAreNeverHalfACharacter() {
        Answer answer = Answer.of(platform.api().chat(Ask.chat("日本語 🙂").model(Models.SMALL).endless(200)
                .with("temperature", 2).with("seed", 3).with("logprobs", true)));

        byte[] bytes = bytesOf(answer);
        assertThat(answer.text()).isEqualTo(new String(bytes, StandardCharsets.UTF_8));
    }

    static List<String> controlTokens() {
        return Models.controlTokens();
    }

    @ParameterizedTest
    @MethodSource("controlTokens")
    void aControlTokensNameInUserTextStaysText(String control) {
        int one = promptTokens("x");
        int named = promptTokens("x" + control);

        assertThat(named - one).as("tokens of " + control).isGreaterThan(1);
        assertThat(Answer.of(platform.api().complete(Ask.completion(control).with("echo", true).with("max_tokens", 0))).text())
                .isEqualTo(control);
    }

    private int promptTokens(String text) {
        return Answer.of(platform.api().chat(Ask.chat(text).model(Models.SMALL).with("max_tokens", 1))).promptTokens();
    }

    private static byte[] bytesOf(Answer answer) {
        var bytes = new java.io.ByteArrayOutputStream();
        answer.logprobs().forEach(token -> token.get("bytes").forEach(b -> bytes.write(b.asInt())));
        return bytes.toByteArray();
    }
}
