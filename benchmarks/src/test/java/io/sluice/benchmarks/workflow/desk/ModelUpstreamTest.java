package io.sluice.benchmarks.workflow.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.benchmarks.adapter.AdapterDesk;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ModelUpstreamTest {

    private static AdapterDesk desk;
    private static ModelUpstream upstream;

    @BeforeAll
    static void open() throws IOException {
        desk = ShippedModels.open(Path.of("..", "models"));
        upstream = new ModelUpstream(desk);
    }

    @AfterAll
    static void close() {
        upstream.close();
        desk.close();
    }

    private static HttpResponse<String> post(String body) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(URI.create(upstream.url() + "/chat/completions"))
                    .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private static JsonNode ask(String model, String content) throws IOException, InterruptedException {
        HttpResponse<String> response = post("""
                {"model": "%s", "messages": [{"role": "user", "content": %s}], "temperature": 0, "max_tokens": 128}""".formatted(model, content));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(response.body());
    }

    private static String text(JsonNode answer) {
        return answer.path("choices").path(0).path("message").path("content").asString("");
    }

    @Test
    void modelsAndAdaptersAnswerOnTheSamePort() throws IOException, InterruptedException {
        String question = "\"Ann buys 47 pens at 38 and 26 cups at 19. Total?\"";
        assertThat(text(ask("sluice-large:solver", question))).isEqualTo("#### 47*38+26*19");
        assertThat(text(ask("sluice-large", "[{\"type\": \"text\", \"text\": \"Ann buys 3 pens at 4. Total?\"}]"))).endsWith("#### 12");
        assertThat(text(ask("sluice-small", "\"Ann buys 3 pens at 4. Total?\""))).endsWith("#### 12");
    }

    @Test
    void anAnswerTellsWhatWasMeasured() throws IOException, InterruptedException {
        double before = upstream.cpuSeconds();
        JsonNode answer = ask("sluice-large", "\"Max: 3, 9, 4\"");
        assertThat(answer.path("sluice").path("cpu_seconds").asDouble()).isPositive().isEqualTo(upstream.cpuSeconds() - before, within(1e-9));
        assertThat(answer.path("usage").path("completion_tokens").asInt()).isPositive();
    }

    @Test
    void whatIsKeptIsNotAskedAgain(@TempDir Path folder) throws IOException, InterruptedException {
        String question = "{\"model\": \"sluice-small\", \"messages\": [{\"role\": \"user\", \"content\": \"Ann buys 3 pens at 4. Total?\"}]}";
        JsonNode first = kept(folder.resolve("replies"), question);
        assertThat(text(first)).endsWith("#### 12");
        assertThat(kept(folder.resolve("replies"), question)).isEqualTo(first);
    }

    private static JsonNode kept(Path file, String question) throws IOException, InterruptedException {
        try (ModelUpstream keeping = new ModelUpstream(desk, file); HttpClient client = HttpClient.newHttpClient()) {
            return JsonMapper.shared().readTree(client.send(HttpRequest.newBuilder(URI.create(keeping.url() + "/chat/completions"))
                    .POST(HttpRequest.BodyPublishers.ofString(question)).build(), HttpResponse.BodyHandlers.ofString()).body());
        }
    }

    @Test
    void badRequestsAreToldApart() throws IOException, InterruptedException {
        assertThat(post("{").statusCode()).isEqualTo(400);
        assertThat(post("{\"model\": \"sluice-large\"}").body()).contains("messages: there are none");
        assertThat(post("{\"model\": \"nobody\", \"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}]}").body()).contains("model_not_found");
    }
}
