package io.sluice.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.harness.Answer;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Await;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.Models;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Reply;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** A platform that is told to serve a good small model and nothing but damaged ones beside it. */
class DamagedModelsIT {

    private static final Duration LOADED = Duration.ofSeconds(30);

    /** What is done to a file of a copy of the large model. */
    private record Damage(String file, UnaryOperator<byte[]> edit) {
    }

    private static final Map<String, Damage> DAMAGES = Map.of(
            "cut-weights", new Damage("model.safetensors", bytes -> Arrays.copyOf(bytes, bytes.length / 2)),
            "endless-header", new Damage("model.safetensors", bytes -> {
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1L << 40);
                return bytes;
            }),
            "other-weights", new Damage("model.safetensors", bytes -> {
                Arrays.fill(bytes, bytes.length - 4000, bytes.length, (byte) 0x3f);
                return bytes;
            }),
            "cut-tokenizer", new Damage("tokenizer.json", bytes -> Arrays.copyOf(bytes, bytes.length / 2)),
            "no-layers", new Damage("config.json", bytes ->
                    new String(bytes).replace("num_hidden_layers", "layers").getBytes()));

    private static final String LARGE = "cut-weights";

    private static Platform platform;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        List<String> settings = new ArrayList<>();
        for (String name : names()) {
            damage(Models.copy(Models.LARGE, folder.resolve(name)), DAMAGES.get(name));
            if (!name.equals(LARGE)) {
                settings.add("sluice.inference.models." + name + ".path=" + folder.resolve(name));
                settings.add("sluice.inference.models." + name + ".role=other");
            }
        }
        platform = Platform.start(Platform.Setup.of(Form.ONE_JVM, folder.resolve("data"))
                .models(Models.folder(Models.SMALL), folder.resolve(LARGE)).set(settings.toArray(String[]::new)));
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    static List<String> names() {
        return DAMAGES.keySet().stream().sorted().toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void isRefusedWithTheReason(String model) {
        JsonNode card = card(model);
        Reply refused = platform.api().chat(Ask.chat("hi").model(model));

        assertThat(card.get("status").asString()).isEqualTo("refused");
        assertThat(card.get("refusal").asString()).isNotBlank();
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.json().get("error").get("message").asString()).contains(model);
        assertThat(platform.api().get("/v1/models").ok().body()).doesNotContain(model);
    }

    @Test
    void theGoodModelGoesOnAlone() {
        Answer routed = Answer.of(platform.api().chat(Ask.chat("hi").with("max_tokens", 3)));
        Answer pinned = Answer.of(platform.api().chat(Ask.chat("hi").model(Models.SMALL).with("max_tokens", 3)));

        assertThat(routed.tokensBy(Models.SMALL)).isEqualTo(routed.completionTokens()).isPositive();
        assertThat(routed.report().get("reason").asString()).contains("degraded");
        assertThat(pinned.text()).isEqualTo(routed.text());
    }

    /** A model is listed once it is known whether it can be served. */
    private static JsonNode card(String model) {
        return Await.until(model + " is listed", LOADED,
                () -> Answer.elements(platform.inference().get("/models").ok().json().get("models")).stream()
                        .filter(card -> card.get("name").asString().equals(model)).findFirst(),
                Optional::isPresent).orElseThrow();
    }

    private static void damage(Path folder, Damage damage) throws IOException {
        Path file = folder.resolve(damage.file());
        Files.write(file, damage.edit().apply(Files.readAllBytes(file)));
    }
}
