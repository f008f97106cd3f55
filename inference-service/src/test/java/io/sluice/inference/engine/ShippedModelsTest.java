package io.sluice.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.contracts.generation.ChatMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The trained pair against its trainer. */
class ShippedModelsTest {

    private static final Path MODELS = Path.of("..", "models");

    @ParameterizedTest
    @ValueSource(strings = {"sluice-small", "sluice-large"})
    void agreesWithItsTrainerOnTokensLogitsAndGreedyAnswers(String name) throws IOException {
        Path folder = MODELS.resolve(name);
        JsonNode cases = JsonMapper.builder().build()
                .readTree(Files.readString(folder.resolve(ReferenceCheck.FILE))).path("cases");
        assertThat(cases.size()).isPositive();
        try (LanguageModel model = ModelLoader.load(folder, name)) {
            assertThat(model.selfChecked()).isTrue();
            for (JsonNode one : cases) {
                String question = one.path("text").stringValue()
                        .replace("<|bos|><|user|>", "").replace("<|assistant|>", "");
                int[] tokens = model.tokenizer().encodeChat(List.of(new ChatMessage("user", question)));
                assertThat(tokens).containsExactly(one.path("tokens").values().stream()
                        .mapToInt(JsonNode::intValue).toArray());
            }
        }
    }
}
