package io.sluice.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tjake.jlama.safetensors.SafeTensorIndex;
import com.github.tjake.jlama.safetensors.WeightLoader;
import com.github.tjake.jlama.tensor.AbstractTensor;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.fixture.SafetensorsWriter.Matrix;
import io.sluice.inference.fixture.SafetensorsWriter.Type;
import io.sluice.inference.fixture.TinyModelFolder;
import io.sluice.inference.quantization.BlockFormat;
import io.sluice.inference.quantization.ModelQuantizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Models whose weights are blocks of integers. */
class QuantizedModelTest {

    private static final int TOKENS = 100;

    @TempDir
    private Path folder;

    private Path packed(TinyModelFolder files, BlockFormat format) throws IOException {
        Path plain = Files.createDirectory(folder.resolve("plain"));
        files.writeTo(plain);
        Path packed = folder.resolve("packed");
        new ModelQuantizer(format, (_, _, _, _, _, _) -> { }).quantize(plain, packed);
        return packed;
    }

    private static int[] tokens() {
        return IntStream.range(0, TOKENS).map(i -> (i * i * 7 + 3 * i + 5) % 260).toArray();
    }

    private static float[][] logits(LanguageModel model, int[] tokens) {
        try (KvCache cache = model.allocate(tokens.length)) {
            return Arrays.stream(model.forward(List.of(new Segment(cache, tokens, Logits.ALL))).getFirst())
                    .map(float[]::clone).toArray(float[][]::new);
        }
    }

    /** What remains is the rounding of activations to one part in 254 of a block's largest. */
    @ParameterizedTest
    @EnumSource(BlockFormat.class)
    void computesWithTheWeightsThatTheFileHolds(BlockFormat format) throws IOException {
        Path packed = packed(TinyModelFolder.llama().tied(false).type(Type.BF16), format);
        double[][] expected = new DoublePrecisionLlama(stored(packed), 2, 4, 2, 16, 10_000, 1e-5, f -> f, _ -> TOKENS)
                .logits(tokens());
        double squares = 0;
        double errors = 0;
        try (LanguageModel model = ModelLoader.load(packed, "packed")) {
            float[][] logits = logits(model, tokens());
            for (int t = 0; t < TOKENS; t++) {
                for (int i = 0; i < logits[t].length; i++) {
                    squares += expected[t][i] * expected[t][i];
                    errors += Math.pow(expected[t][i] - logits[t][i], 2);
                }
            }
        }
        assertThat(Math.sqrt(errors / squares)).isLessThan(0.04);
    }

    /** As jlama's own loader reads them. */
    private static Map<String, Matrix> stored(Path packed) {
        Map<String, Matrix> all = new LinkedHashMap<>();
        try (WeightLoader loader = SafeTensorIndex.loadSingleFile(packed, "model.safetensors")) {
            for (String name : loader.tensorInfoMap().keySet()) {
                if (!name.endsWith(".qb")) {
                    AbstractTensor<?, ?> tensor = loader.load(name);
                    int columns = tensor.shape().last();
                    float[] values = new float[tensor.shape().first() * columns];
                    for (int i = 0; i < values.length; i++) {
                        values[i] = tensor.get(i / columns, i % columns);
                    }
                    boolean vector = loader.tensorInfoMap().get(name).shape.length == 1;
                    all.put(name, new Matrix(vector ? new int[] {columns} : new int[] {values.length / columns, columns}, values));
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return all;
    }

    @ParameterizedTest
    @EnumSource(BlockFormat.class)
    void aPromptInAnyChunksAndBesideAnyOtherGivesTheSameBits(BlockFormat format) throws IOException {
        int[] tokens = tokens();
        try (LanguageModel model = ModelLoader.load(packed(TinyModelFolder.llama().type(Type.BF16), format), "packed")) {
            float[][] whole = logits(model, tokens);
            for (int chunk : new int[] {1, 2, 3, 5, 64}) {
                List<float[]> rows = new ArrayList<>();
                try (KvCache cache = model.allocate(TOKENS); KvCache other = model.allocate(TOKENS)) {
                    for (int from = 0; from < TOKENS; from += chunk) {
                        int[] part = Arrays.copyOfRange(tokens, from, Math.min(TOKENS, from + chunk));
                        float[][] result = model.forward(List.of(new Segment(other, new int[] {from % 9}, Logits.LAST),
                                new Segment(cache, part, Logits.ALL))).get(1);
                        Arrays.stream(result).map(float[]::clone).forEach(rows::add);
                    }
                }
                assertThat(rows.toArray(float[][]::new)).as("chunks of %d", chunk).isDeepEqualTo(whole);
            }
        }
    }

    @Test
    void keepsTheEmbeddingExactAndQuantisesTheHeadOfATiedModel() throws IOException {
        Path packed = packed(TinyModelFolder.llama(), BlockFormat.Q8_0);
        Map<String, SafetensorsHeader.Tensor> tensors =
                SafetensorsHeader.ofFolder(packed).values().iterator().next().tensors();
        assertThat(tensors.get("model.embed_tokens.weight").type().name()).isEqualTo("F32");
        assertThat(tensors.get("lm_head.weight").type().name()).isEqualTo("I8");
        try (LanguageModel model = ModelLoader.load(packed, "packed");
                LanguageModel plain = ModelLoader.load(folder.resolve("plain"), "plain")) {
            assertThat(model.info().parameters()).isEqualTo(plain.info().parameters());
        }
    }

    @Test
    void refusesScalesThatAreMissingOrMisshapen() throws IOException {
        Path packed = packed(TinyModelFolder.llama(), BlockFormat.Q8_0);
        Path file = packed.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        rename(file, bytes, "o_proj.weight.qb", "o_proj.weight.qx");
        assertThatThrownBy(() -> ModelLoader.load(packed, "packed")).isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining("model.layers.0.self_attn.o_proj.weight.qb is missing");
        rename(file, bytes, "\"shape\":[64,2]", "\"shape\":[32,4]");
        assertThatThrownBy(() -> ModelLoader.load(packed, "packed")).isInstanceOf(ModelRefusedException.class)
                .hasMessageContaining(".qb has the shape [32, 4]");
    }

    /** Replaces the first occurrence in the header. */
    private static void rename(Path file, byte[] bytes, String from, String to) throws IOException {
        String text = new String(bytes, java.nio.charset.StandardCharsets.ISO_8859_1);
        int at = text.indexOf(from);
        assertThat(at).isPositive();
        Files.write(file, (text.substring(0, at) + to + text.substring(at + from.length()))
                .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    }
}
