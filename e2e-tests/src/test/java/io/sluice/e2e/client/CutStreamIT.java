package io.sluice.e2e.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.client.ForeignClient.Library;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.Models;
import io.sluice.e2e.harness.Platform;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No client may take half an answer for a whole one. */
class CutStreamIT {

    @Test
    void everyClientRaisesWhenTheInferenceServiceDiesUnderItsStream(@TempDir Path folder) throws Exception {
        Question endless = Question.of("hi").model(Models.LARGE).maxTokens(16_000).without(Models.endTokens());
        CountDownLatch streaming = new CountDownLatch(Library.values().length);
        Map<Library, Future<Said>> answers = new EnumMap<>(Library.class);
        try (Platform platform = Platform.start(Platform.Setup.of(Form.PROCESSES, folder.resolve("data")));
                ExecutorService clients = Executors.newCachedThreadPool()) {
            for (Library library : Library.values()) {
                answers.put(library, clients.submit(() ->
                        library.connect(platform.v1(), platform.key()).stream(endless, streaming::countDown)));
            }
            assertThat(streaming.await(30, TimeUnit.SECONDS)).as("every client has its first text").isTrue();

            platform.kill("inference-service");

            List.of(Library.values()).forEach(library -> assertThat(outcome(answers.get(library))).as(library.name())
                    .isInstanceOf(Raised.class));
        }
    }

    private static Object outcome(Future<Said> answer) {
        try {
            return answer.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            return e.getCause();
        } catch (Exception e) {
            return e;
        }
    }
}
