package io.sluice.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.fixture.SafetensorsWriter.Type;
import io.sluice.inference.fixture.TinyModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Logits against a model written down independently in double precision. */
class ForwardPassTest {

    private static final double TOLERANCE = 2e-4;
    private static final int ALL = 1 << 20;

    @TempDir
    private Path folder;

    record Shape(String what, TinyModelFolder files, int heads, int kvHeads, int headSize, double theta, int tokens,
            DoubleUnaryOperator frequency, IntUnaryOperator window) {

        static Shape of(String what, TinyModelFolder files, int heads, int kvHeads, int headSize, int tokens) {
            return new Shape(what, files.heads(heads, kvHeads, headSize), heads, kvHeads, headSize, 10_000, tokens,
                    f -> f, _ -> ALL);
        }

        Shape theta(double value) {
            return new Shape(what, files.ropeTheta(value), heads, kvHeads, headSize, value, tokens, frequency, window);
        }

        Shape frequency(Map<String, Object> scaling, DoubleUnaryOperator value) {
            return new Shape(what, files.ropeScaling(scaling), heads, kvHeads, headSize, theta, tokens, value, window);
        }

        Shape window(IntUnaryOperator value) {
            return new Shape(what, files, heads, kvHeads, headSize, theta, tokens, frequency, value);
        }

        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Shape> shapes() {
        return Stream.of(layouts(), architectures(), windows(), headShapes()).flatMap(s -> s);
    }

    private static Stream<Shape> layouts() {
        return Stream.of(
                Shape.of("odd widths", tiny().width(50).mlpWidth(70).vocabulary(263), 3, 3, 22, 20),
                Shape.of("attention wider than the model", tiny().width(48), 4, 2, 32, 20),
                Shape.of("biases", tiny().bias(true).outputBias(true), 4, 2, 16, 20),
                Shape.of("bf16", tiny().type(Type.BF16), 4, 2, 16, 20),
                Shape.of("f16", tiny().type(Type.F16), 4, 2, 16, 20),
                Shape.of("three files", tiny().shards(3), 4, 2, 16, 20),
                Shape.of("linear scaling", tiny(), 4, 2, 16, 40)
                        .frequency(Map.of("type", "linear", "factor", 4.0), f -> f / 4));
    }

    /** Each up to the last position of its context, which lies in the third page of keys and values. */
    private static Stream<Shape> architectures() {
        return Stream.of(true, false).flatMap(tied -> Stream.of(
                Shape.of("llama 2", tiny(), 4, 4, 16, 130),
                Shape.of("llama 3", tiny(), 4, 2, 32, 130).theta(500_000).frequency(Map.of("rope_type", "llama3",
                        "factor", 8, "low_freq_factor", 1, "high_freq_factor", 4,
                        "original_max_position_embeddings", 64), ForwardPassTest::llama3),
                Shape.of("mistral", tiny().architecture("MistralForCausalLM").config("sliding_window", 17), 4, 2, 16, 130)
                        .window(_ -> 17),
                Shape.of("qwen2", tiny().architecture("Qwen2ForCausalLM").bias(true), 4, 2, 16, 130).theta(1_000_000),
                Shape.of("qwen3", tiny().architecture("Qwen3ForCausalLM").queryKeyNorm(true), 4, 2, 32, 130)
                        .theta(1_000_000))
                .map(shape -> new Shape(shape.what + (tied ? ", tied" : ", untied"),
                        shape.files.tied(tied).context(shape.tokens), shape.heads, shape.kvHeads, shape.headSize,
                        shape.theta, shape.tokens, shape.frequency, shape.window)));
    }

    private static Stream<Shape> windows() {
        Stream<Shape> sizes = IntStream.of(1, 2, 63, 64, 65, 100, 128, 129, 149, 150, 151).mapToObj(size ->
                Shape.of("a window of " + size, mistral().config("sliding_window", size), 4, 2, 16, 150).window(_ -> size));
        return Stream.concat(sizes, Stream.of(
                Shape.of("no window", mistral().config("sliding_window", null), 4, 2, 16, 150),
                Shape.of("a window that is switched off", qwen3().config("sliding_window", 9), 4, 2, 16, 150),
                Shape.of("a window from the second layer on", qwen3().config("use_sliding_window", true)
                        .config("sliding_window", 70).config("max_window_layers", 1), 4, 2, 16, 150)
                        .window(layer -> layer == 0 ? ALL : 70),
                Shape.of("a window in the layers that the configuration lists", qwen3()
                        .config("use_sliding_window", true).config("sliding_window", 70)
                        .config("layer_types", List.of("sliding_attention", "full_attention")), 4, 2, 16, 150)
                        .window(layer -> layer == 0 ? 70 : ALL)));
    }

    private static Stream<Shape> headShapes() {
        return IntStream.of(16, 32, 48, 64, 80, 96, 112, 128).boxed().flatMap(size ->
                Stream.of(new int[] {1, 1}, new int[] {3, 3}, new int[] {4, 2}, new int[] {3, 1}, new int[] {8, 2},
                        new int[] {7, 1}, new int[] {8, 1}).map(heads -> Shape.of(heads[0] + " heads on " + heads[1]
                        + " of size " + size, tiny().layers(2).width(40).mlpWidth(48), heads[0], heads[1], size, 9)));
    }

    private static TinyModelFolder mistral() {
        return tiny().architecture("MistralForCausalLM");
    }

    private static TinyModelFolder qwen3() {
        return tiny().architecture("Qwen3ForCausalLM").queryKeyNorm(true);
    }

    private static TinyModelFolder tiny() {
        return TinyModelFolder.llama();
    }

    /** As {@code _compute_llama3_parameters} does it, case by case. */
    private static double llama3(double frequency) {
        double wavelength = 2 * Math.PI / frequency;
        if (wavelength > 64) {
            return frequency / 8;
        }
        if (wavelength < 64 / 4.0) {
            return frequency;
        }
        double smooth = (64 / wavelength - 1) / (4 - 1);
        return (1 - smooth) * (frequency / 8) + smooth * frequency;
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void agreesWithDoublePrecision(Shape shape) throws IOException {
        int[] tokens = IntStream.range(0, shape.tokens()).map(i -> (i * i * 7 + 3 * i + 5) % 260).toArray();
        double[][] expected = new DoublePrecisionLlama(shape.files().storedWeights(), 2, shape.heads(), shape.kvHeads(),
                shape.headSize(), shape.theta(), 1e-5, shape.frequency(), shape.window()).logits(tokens);
        try (LanguageModel model = ModelLoader.load(shape.files().writeTo(folder), "tiny");
                KvCache cache = model.allocate(tokens.length)) {
            float[][] logits = model.forward(List.of(new Segment(cache, tokens, Logits.ALL))).getFirst();
            assertThat(logits).hasDimensions(tokens.length, shape.files().vocabularySize());
            for (int t = 0; t < tokens.length; t++) {
                for (int i = 0; i < logits[t].length; i++) {
                    assertThat((double) logits[t][i]).as("token %d, logit %d", t, i)
                            .isCloseTo(expected[t][i], within(TOLERANCE * (1 + Math.abs(expected[t][i]))));
                }
            }
        }
    }
}
