package io.sluice.e2e.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.e2e.harness.Answer;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Await;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.Json;
import io.sluice.e2e.harness.Models;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Reply;
import io.sluice.e2e.harness.SseStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The inference-service dies, or is given a damaged model. Each test leaves it running with good models. */
class InferenceFaultsIT {

    private static final String SERVICE = "inference-service";
    private static final Duration NOTICED = Duration.ofSeconds(10);

    private static Path large;
    private static Platform platform;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        Path small = Models.copy(Models.SMALL, folder.resolve(Models.SMALL));
        large = Models.copy(Models.LARGE, folder.resolve(Models.LARGE));
        platform = Platform.start(Platform.Setup.of(Form.PROCESSES, folder.resolve("data")).models(small, large));
    }

    @AfterAll
    static void stop() {
        platform.close();
    }

    @Test
    void aStreamThatLosesItsModelEndsInAnErrorFrameAndAnAbortedConnection() {
        try (SseStream stream = platform.api().streamChat(Ask.chat("hi").model(Models.LARGE).endless(16_000))) {
            assertThat(stream.next()).isNotNull();

            platform.kill(SERVICE);

            JsonNode last = lastBeforeTheCut(stream);
            assertThat(last.path("error").propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
        } finally {
            platform.restart(SERVICE);
        }
        awaitGoodAnswer();
    }

    @Test
    void aRequestWithoutAnInferenceServiceIsRefusedAndServedAfterItsReturn() {
        platform.kill(SERVICE);
        try {
            Reply refused = platform.api().chat(Ask.chat("hi"));

            assertThat(refused.status()).isIn(502, 503);
            assertThat(refused.json().get("error").get("message").asString()).isNotBlank();
            assertThat(refused.header("retry-after")).isNotEmpty();
        } finally {
            platform.restart(SERVICE);
        }
        awaitGoodAnswer();
    }

    static Stream<Arguments> damages() {
        return Stream.of(
                Arguments.of("model.safetensors", "cut", edit(bytes -> Arrays.copyOf(bytes, bytes.length / 2))),
                Arguments.of("model.safetensors", "with a header of 2^40 bytes", edit(bytes -> {
                    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(0, 1L << 40);
                    return bytes;
                })),
                Arguments.of("model.safetensors", "with other weights", edit(bytes -> {
                    Arrays.fill(bytes, bytes.length - 4000, bytes.length, (byte) 0x3f);
                    return bytes;
                })),
                Arguments.of("tokenizer.json", "cut", edit(bytes -> Arrays.copyOf(bytes, bytes.length / 2))),
                Arguments.of("config.json", "without its layers", edit(bytes ->
                        new String(bytes).replace("num_hidden_layers", "layers").getBytes())));
    }

    private static UnaryOperator<byte[]> edit(UnaryOperator<byte[]> edit) {
        return edit;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("damages")
    void aDamagedModelIsRefusedWithTheReasonAndTheOtherGoesOn(String file, String how, UnaryOperator<byte[]> damage)
            throws IOException {
        Path target = large.resolve(file);
        Files.write(target, damage.apply(Files.readAllBytes(target)));
        try {
            platform.kill(SERVICE);
            platform.restart(SERVICE);

            JsonNode card = settledCard(Models.LARGE);
            assertThat(card.get("status").asString()).isEqualTo("refused");
            assertThat(card.get("refusal").asString()).isNotBlank();
            Answer answer = platform.awaitAnswer(Ask.chat("hi").with("max_tokens", 3), found -> true);
            assertThat(answer.tokensBy(Models.LARGE)).isZero();
            Reply refused = platform.api().chat(Ask.chat("hi").model(Models.LARGE));
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.json().get("error").get("message").asString()).contains(Models.LARGE);
        } finally {
            Files.copy(Models.folder(Models.LARGE).resolve(file), target, StandardCopyOption.REPLACE_EXISTING);
            platform.kill(SERVICE);
            platform.restart(SERVICE);
        }
        awaitGoodAnswer();
    }

    private static void awaitGoodAnswer() {
        Await.until("the large model answers again", NOTICED,
                () -> platform.api().chat(Ask.chat("hi").model(Models.LARGE).with("max_tokens", 3)).status(),
                status -> status == 200);
    }

    /** A model is listed once it is known whether it can be served. */
    private static JsonNode settledCard(String model) {
        return Await.until(model + " is listed", NOTICED,
                () -> Answer.elements(platform.inference().get("/models").ok().json().get("models")).stream()
                        .filter(card -> card.get("name").asString().equals(model)).findFirst(),
                Optional::isPresent).orElseThrow();
    }

    /** The last event of a stream that must be cut, not ended. */
    private static JsonNode lastBeforeTheCut(SseStream stream) {
        String[] last = new String[1];
        assertThatThrownBy(() -> {
            for (String data = stream.next(); data != null; data = stream.next()) {
                last[0] = data;
            }
        }).as("a clean end after " + last[0]).isInstanceOf(UncheckedIOException.class);
        assertThat(last[0]).isNotNull().isNotEqualTo(SseStream.DONE);
        return Json.read(last[0]);
    }
}
