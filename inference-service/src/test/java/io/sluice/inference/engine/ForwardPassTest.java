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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Logits against a model written down independently in double precision. */
class ForwardPassTest {

    private static final double TOLERANCE = 2e-4;

    @TempDir
    private Path folder;

    record Shape(String what, TinyModelFolder files, int heads, int kvHeads, int headSize, double theta, int tokens,
            DoubleUnaryOperator frequency) {

        static Shape of(String what, TinyModelFolder files, int heads, int kvHeads, int headSize, int tokens) {
            return new Shape(what, files.heads(heads, kvHeads, headSize), heads, kvHeads, headSize, 10_000, tokens, f -> f);
        }

        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Shape> shapes() {
        return Stream.of(
                Shape.of("every head its own keys", tiny(), 4, 4, 16, 20),
                Shape.of("two heads on one key head", tiny(), 4, 2, 16, 20),
                Shape.of("all heads on one key head", tiny(), 8, 1, 16, 20),
                Shape.of("wide heads", tiny(), 2, 1, 128, 20),
                Shape.of("odd widths", tiny().width(50).mlpWidth(70).vocabulary(263), 3, 3, 22, 20),
                Shape.of("attention wider than the model", tiny().width(48), 4, 2, 32, 20),
                Shape.of("untied", tiny().tied(false), 4, 2, 16, 20),
                Shape.of("biases", tiny().bias(true).outputBias(true), 4, 2, 16, 20),
                Shape.of("qwen2", tiny().architecture("Qwen2ForCausalLM").bias(true), 4, 2, 16, 20),
                Shape.of("mistral", tiny().architecture("MistralForCausalLM").tied(false), 4, 2, 16, 20),
                Shape.of("bf16", tiny().type(Type.BF16), 4, 2, 16, 20),
                Shape.of("f16", tiny().type(Type.F16), 4, 2, 16, 20),
                Shape.of("three files", tiny().shards(3), 4, 2, 16, 20),
                Shape.of("the last position of the context", tiny().context(130), 4, 2, 16, 130),
                new Shape("another theta", tiny().heads(4, 2, 16).ropeTheta(500), 4, 2, 16, 500, 40, f -> f),
                new Shape("linear scaling", tiny().heads(4, 2, 16).ropeScaling(Map.of("type", "linear", "factor", 4.0)),
                        4, 2, 16, 10_000, 40, f -> f / 4),
                new Shape("llama3 scaling", tiny().heads(4, 2, 32).ropeScaling(Map.of("rope_type", "llama3",
                        "factor", 8, "low_freq_factor", 1, "high_freq_factor", 4,
                        "original_max_position_embeddings", 64)), 4, 2, 32, 10_000, 100, ForwardPassTest::llama3));
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
                shape.headSize(), shape.theta(), 1e-5, shape.frequency()).logits(tokens);
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
