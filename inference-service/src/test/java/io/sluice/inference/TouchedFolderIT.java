package io.sluice.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.inference.fixture.TinyModelFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Weights are copied when they are loaded: whatever becomes of the folder, the model that is served stays what it is. */
class TouchedFolderIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int IN_FLIGHT = 6;

    @Test
    void answersStayWhatTheyAreWhileTheFolderIsOverwrittenSwappedTruncatedAndDeleted(@TempDir Path folder) throws Exception {
        Path model = TinyModelFolder.llama().writeTo(folder.resolve("model"));
        try (ReactiveWebServerApplicationContext context = (ReactiveWebServerApplicationContext) InferenceApplication.application()
                .run("--server.port=0", "--sluice.kafka.bootstrap-servers=127.0.0.1:1",
                        "--sluice.inference.models.tiny.path=" + model, "--sluice.inference.models.tiny.role=large");
                HttpClient http = HttpClient.newHttpClient()) {
            Service service = new Service(http, URI.create("http://127.0.0.1:" + context.getWebServer().getPort()));
            service.awaitReady();
            List<String> expected = service.answers();
            assertThat(expected).doesNotHaveDuplicates();
            JsonNode card = service.card();
            for (Runnable touch : touches(model)) {
                CompletableFuture<List<String>> during = CompletableFuture.supplyAsync(service::answers);
                touch.run();
                assertThat(during.join()).isEqualTo(expected);
                assertThat(service.answers()).isEqualTo(expected);
            }
            assertThat(service.card()).isEqualTo(card);
        }
    }

    private interface Touch {
        void touch() throws IOException;
    }

    private static Runnable unchecked(Touch touch) {
        return () -> {
            try {
                touch.touch();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    private static List<Runnable> touches(Path model) {
        Path weights = model.resolve("model.safetensors");
        return List.of(
                unchecked(() -> {
                    byte[] noise = new byte[(int) Files.size(weights)];
                    Arrays.fill(noise, (byte) 0x7F);
                    Files.write(weights, noise, StandardOpenOption.WRITE);
                }),
                unchecked(() -> TinyModelFolder.llama().seed(9).writeTo(model)),
                unchecked(() -> {
                    for (String name : List.of("model.safetensors", "tokenizer.json", "config.json")) {
                        try (FileChannel channel = FileChannel.open(model.resolve(name), StandardOpenOption.WRITE)) {
                            channel.truncate(0);
                        }
                    }
                }),
                unchecked(() -> {
                    try (Stream<Path> files = Files.list(model)) {
                        for (Path file : files.toList()) {
                            Files.delete(file);
                        }
                    }
                    Files.delete(model);
                }));
    }

    private record Service(HttpClient http, URI base) {

        void awaitReady() {
            long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
            while (get("/actuator/health/readiness").statusCode() != 200) {
                assertThat(System.nanoTime()).as("the model is loaded in time").isLessThan(deadline);
            }
        }

        JsonNode card() {
            return JSON.readTree(get("/models").body()).get("models").get(0);
        }

        /** Several at once, so that they share passes. */
        List<String> answers() {
            List<CompletableFuture<HttpResponse<String>>> sent = IntStream.range(0, IN_FLIGHT).mapToObj(i -> ask(i)).toList();
            return sent.stream().map(each -> said(each.join().body())).toList();
        }

        private CompletableFuture<HttpResponse<String>> ask(int number) {
            String body = """
                    {"requestId":"touched","tenant":"t","plan":{"policy":"pinned","small":"tiny","large":"tiny",
                    "dials":{"threshold":1e9,"window":1,"minRun":1,"coolDown":0,"largeShare":0.5,"seed":3}},
                    "prompt":"the folder %d","sampling":{"temperature":0,"topP":1,"topK":0,"minP":0,"presencePenalty":0,
                    "frequencyPenalty":0,"repetitionPenalty":1,"logitBias":{}},"maxTokens":100,"stop":[],"echo":false,
                    "entropies":false,"timeoutMillis":60000,"choices":1}""".formatted(number);
            return http.sendAsync(HttpRequest.newBuilder(base.resolve("/generate")).header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
        }

        private static String said(String answer) {
            List<JsonNode> lines = answer.lines().map(JSON::readTree).toList();
            assertThat(lines.getLast().get("type").asString()).as(answer).isEqualTo("completed");
            return lines.stream().filter(line -> line.get("type").asString().equals("delta"))
                    .map(line -> line.get("text").asString()).reduce("", String::concat);
        }

        private HttpResponse<String> get(String path) {
            try {
                return http.send(HttpRequest.newBuilder(base.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
