package io.sluice.trainer.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.tasks.Split;
import io.sluice.tasks.TaskGenerator;
import io.sluice.trainer.model.LlamaModel;
import io.sluice.trainer.model.ModelShape;
import io.sluice.trainer.tokenizer.BpeTrainer;
import io.sluice.trainer.tokenizer.Tokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ModelFolderTest {

    private static final ModelShape SHAPE = new ModelShape(2, 16, 4, 2, 4, 32, 280, 128, 10_000, 1e-5);

    @TempDir
    Path folder;

    private float[] weights;

    @BeforeEach
    void write() throws IOException {
        TaskGenerator tasks = new TaskGenerator(1, Split.TRAIN);
        Stream<String> texts = Stream.generate(() -> tasks.next().prompt()).limit(500);
        try (Tokenizer tokenizer = ModelFolder.begin(folder, BpeTrainer.train(texts, 280), 128);
                LlamaModel model = LlamaModel.initial(SHAPE, 3)) {
            ModelFolder.write(folder, model, tokenizer);
            weights = model.weights();
        }
    }

    @Test
    void readsBackTheSameModel() throws IOException {
        try (LlamaModel model = ModelFolder.read(folder)) {
            assertThat(model.shape()).isEqualTo(SHAPE);
            assertThat(model.weights()).isEqualTo(weights);
        }
    }

    @Test
    void theReferenceHoldsWhatTheModelSays() throws IOException {
        JsonNode reference = JsonMapper.shared().readTree(Files.readString(folder.resolve("reference.json")));
        assertThat(reference.path("version").asInt()).isEqualTo(1);
        assertThat(reference.path("cases").size()).isEqualTo(4);
        try (Tokenizer tokenizer = Tokenizer.load(folder);
                LlamaModel model = ModelFolder.read(folder)) {
            for (JsonNode each : reference.path("cases")) {
                int[] tokens = ints(each.path("tokens"));
                assertThat(tokenizer.encode(each.path("text").asString())).isEqualTo(tokens);
                float[][] logits = model.logits(tokens);
                float[] last = logits[logits.length - 1];
                for (int i = 0; i < last.length; i++) {
                    assertThat(each.path("lastLogits").path(i).floatValue()).isEqualTo(last[i]);
                }
                assertThat(model.greedy(List.of(tokens), tokenizer.eos(), 16).getFirst())
                        .isEqualTo(ints(each.path("greedy")));
            }
        }
    }

    @Test
    void weightsHaveTheNamesOfHuggingFaceAndNoSeparateHead() throws IOException {
        assertThat(SafeTensors.read(folder.resolve("model.safetensors")).tensors().keySet())
                .hasSize(2 + 2 * 9)
                .contains(
                        "model.embed_tokens.weight",
                        "model.layers.1.self_attn.k_proj.weight",
                        "model.layers.0.mlp.gate_proj.weight",
                        "model.layers.0.input_layernorm.weight",
                        "model.norm.weight")
                .doesNotContain("lm_head.weight");
    }

    @Test
    void valuesInTheFileAreAligned() throws IOException {
        ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("model.safetensors")));
        long header = file.order(ByteOrder.LITTLE_ENDIAN).getLong();
        assertThat((Long.BYTES + header) % 64).isZero();
        assertThat(file.capacity()).isEqualTo(Long.BYTES + header + 4L * weights.length);
    }

    @Test
    void aFileThatIsCutShortIsRefused() throws IOException {
        Path file = folder.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 4));
        assertThatThrownBy(() -> ModelFolder.read(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is truncated or has been changed");
        Files.write(file, java.util.Arrays.copyOf(bytes, 5));
        assertThatThrownBy(() -> ModelFolder.read(folder)).hasMessageContaining("is truncated or no safetensors file");
    }

    @Test
    void anEmptyFolderIsRefused(@TempDir Path empty) {
        assertThatThrownBy(() -> ModelFolder.read(empty))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no model.safetensors");
    }

    private static int[] ints(JsonNode array) {
        int[] values = new int[array.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = array.path(i).asInt();
        }
        return values;
    }
}
