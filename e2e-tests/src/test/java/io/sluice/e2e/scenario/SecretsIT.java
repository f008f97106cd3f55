package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.harness.Api;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.InBothForms;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What users say and the keys they say it with stay out of what is written down. */
@InBothForms
class SecretsIT {

    private static final String CANARY = "canary-bird-3f9c1a";

    private final Platform platform;

    SecretsIT(Form form) {
        this.platform = Platforms.shared(form);
    }

    @Test
    void promptsAndKeysAreInNoLogAndNoError() {
        Api user = platform.api();
        String answers = Api.withKey(platform.gateway(), "sk-" + CANARY).chat(Ask.chat("hi")).body()
                + user.withHeader("X-Request-Id", "no " + CANARY).chat(Ask.chat(CANARY).with("temperature", -1)).body()
                + user.chat(Ask.chat("word " + CANARY + " ".repeat(100_000))).body()
                + user.post("/v1/chat/completions", "{\"model\":\"" + CANARY.substring(0, 4) + "\",\"messages\":" + CANARY).body()
                + user.post("/v1/feedback", Map.of("request_id", "req-12345678", "score", 7, "comment", CANARY)).body();
        user.chat(Ask.chat(CANARY).with("max_tokens", 1)).ok();

        assertThat(answers).doesNotContain(CANARY);
        assertThat(platform.logs()).doesNotContain(CANARY).doesNotContain(platform.key());
    }
}
