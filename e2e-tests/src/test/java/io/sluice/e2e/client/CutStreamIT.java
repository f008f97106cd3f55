package io.sluice.e2e.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.e2e.client.ForeignClient.Library;
import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Await;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.Json;
import io.sluice.e2e.harness.Models;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import io.sluice.e2e.harness.Reply;
import io.sluice.e2e.harness.SseStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** No client may take half an answer for a whole one. Each test leaves the inference-service of the shared platform running. */
class CutStreamIT {

    private static final String SERVICE = "inference-service";
    private static final int MANY_TOKENS = 16_000;
    private static final Duration BACK = Duration.ofSeconds(60);

    private final Platform platform = Platforms.shared(Form.PROCESSES);

    @Test
    void everyClientRaisesWhenTheInferenceServiceDiesUnderItsStream() throws Exception {
        Question endless = Question.of("hi").model(Models.LARGE).maxTokens(MANY_TOKENS).without(Models.endTokens());
        CountDownLatch streaming = new CountDownLatch(Library.values().length);
        Map<Library, Future<Said>> answers = new EnumMap<>(Library.class);
        try (ExecutorService clients = Executors.newCachedThreadPool()) {
            for (Library library : Library.values()) {
                answers.put(library, clients.submit(() ->
                        library.connect(platform.v1(), platform.key()).stream(endless, streaming::countDown)));
            }
            assertThat(streaming.await(60, TimeUnit.SECONDS)).as("every client has its first text").isTrue();

            platform.kill(SERVICE);

            for (Library library : Library.values()) {
                assertThat(outcome(answers.get(library))).as(library.name()).isInstanceOf(Raised.class);
            }
        } finally {
            platform.restart(SERVICE);
            awaitGoodAnswer();
        }
    }

    @Test
    void theStreamEndsInAnErrorFrameAndRequestsAreRefusedUntilTheServiceIsBack() {
        try (SseStream stream = platform.api().streamChat(Ask.chat("hi").model(Models.LARGE).endless(MANY_TOKENS))) {
            assertThat(stream.next()).isNotNull();

            platform.kill(SERVICE);

            JsonNode last = lastBeforeTheCut(stream);
            Reply refused = platform.api().chat(Ask.chat("hi"));
            assertThat(last.path("error").propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
            assertThat(refused.status()).isIn(502, 503);
            assertThat(refused.json().get("error").get("message").asString()).isNotBlank();
            assertThat(refused.header("retry-after")).isNotEmpty();
        } finally {
            platform.restart(SERVICE);
            awaitGoodAnswer();
        }
    }

    private void awaitGoodAnswer() {
        Await.until("the large model answers again", BACK,
                () -> platform.api().chat(Ask.chat("hi").model(Models.LARGE).with("max_tokens", 3)).status(),
                status -> status == 200);
    }

    /** The last event of a stream that must be cut, not ended. */
    private static JsonNode lastBeforeTheCut(SseStream stream) {
        String[] last = new String[1];
        assertThatThrownBy(() -> {
            for (String data = stream.next(); data != null; data = stream.next()) {
                last[0] = data;
            }
        }).as("the end of the stream").isInstanceOf(UncheckedIOException.class);
        assertThat(last[0]).isNotNull().isNotEqualTo(SseStream.DONE);
        return Json.read(last[0]);
    }

    private static Object outcome(Future<Said> answer) throws InterruptedException {
        try {
            return answer.get(60, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (TimeoutException e) {
            return e;
        }
    }
}
