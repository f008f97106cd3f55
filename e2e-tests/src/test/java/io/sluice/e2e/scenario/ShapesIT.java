package io.sluice.e2e.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.e2e.harness.Ask;
import io.sluice.e2e.harness.Form;
import io.sluice.e2e.harness.InBothForms;
import io.sluice.e2e.harness.Json;
import io.sluice.e2e.harness.Models;
import io.sluice.e2e.harness.Platform;
import io.sluice.e2e.harness.Platforms;
import io.sluice.e2e.harness.Shape;
import io.sluice.e2e.harness.SseStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The names and kinds of the fields that clients read. When one changes on purpose, take the new file from
 * {@code target/golden}.
 */
@InBothForms
class ShapesIT {

    private static final String FOLDER = "src/test/resources/golden";

    private final Platform platform;

    ShapesIT(Form form) {
        this.platform = Platforms.shared(form);
    }

    @Test
    void ofAChatCompletion() throws IOException {
        assertShape("chat.completion", platform.api().chat(small().with("logprobs", true).with("top_logprobs", 1)).ok().json());
    }

    @Test
    void ofTheChunksOfAStream() throws IOException {
        try (SseStream stream = platform.api().streamChat(small().with("stream_options", Map.of("include_usage", true)))) {
            List<JsonNode> chunks = stream.chunks();
            assertShape("chat.completion.chunk", Json.MAPPER.createObjectNode()
                    .<ObjectNode>set("1 first", chunks.getFirst())
                    .<ObjectNode>set("2 text", chunks.get(1))
                    .<ObjectNode>set("3 finish", chunks.get(chunks.size() - 2))
                    .set("4 usage", chunks.getLast()));
        }
    }

    @Test
    void ofATextCompletion() throws IOException {
        assertShape("text_completion", platform.api().complete(Ask.completion("1 + 1 =").with("max_tokens", 3)).ok().json());
    }

    @Test
    void ofTheListOfModels() throws IOException {
        assertShape("models", platform.api().get("/v1/models").ok().json());
    }

    @Test
    void ofAnError() throws IOException {
        assertShape("error", platform.api().chat(Ask.chat("hi").with("temperature", -1)).json());
    }

    /** Always the small model, so that the same names appear in every run. */
    private static Ask small() {
        return Ask.chat("hi").sluice("policy", "entropy", "threshold", 1e6).endless(3);
    }

    private static void assertShape(String name, JsonNode actual) throws IOException {
        String shape = Shape.text(actual) + "\n";
        Path golden = Models.root().resolve("e2e-tests").resolve(FOLDER).resolve(name + ".json");
        Path seen = Models.root().resolve("e2e-tests/target/golden").resolve(name + ".json");
        Files.createDirectories(seen.getParent());
        Files.writeString(seen, shape);
        assertThat(shape).as("%s, which is now in %s", name, seen).isEqualTo(Files.exists(golden) ? Files.readString(golden) : "");
    }
}
