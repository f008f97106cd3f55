package io.sluice.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.contracts.adapter.AdapterKinds;
import io.sluice.inference.adapter.kind.AdapterKind;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.fixture.AdapterFolder;
import io.sluice.inference.fixture.SafetensorsWriter.Matrix;
import io.sluice.inference.fixture.TinyModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of adapter: what it computes, against the definition; that it shares passes without a trace; what it refuses. */
class AdapterKindsTest {

    private static final TinyModelFolder FILES = TinyModelFolder.llama();
    private static final int MLP_WIDTH = 96;
    private static final double TOLERANCE = 2e-4;

    private static LanguageModel model;

    @TempDir
    private Path folder;

    @BeforeAll
    static void load(@TempDir Path folder) throws IOException {
        model = ModelLoader.load(FILES.writeTo(folder), "tiny");
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private Path write(String kind, long seed) throws IOException {
        Path own = Files.createTempDirectory(folder, kind);
        return switch (kind) {
            case AdapterKinds.LORA -> AdapterFolder.lora(own, seed);
            case AdapterKinds.SOFT_PROMPT -> AdapterFolder.softPrompt(own, 3, seed);
            case AdapterKinds.DEPT -> AdapterFolder.dept(own, 3, 20, seed);
            case AdapterKinds.LOFIT -> AdapterFolder.lofit(own, seed);
            case AdapterKinds.LT_SFT -> AdapterFolder.ltSft(own, FILES.storedWeights(), seed);
            case AdapterKinds.IA3 -> AdapterFolder.ia3(own, MLP_WIDTH, seed);
            default -> throw new AssertionError("a kind without a fixture: " + kind);
        };
    }

    private AdapterKind.Applied applied(String kind, long seed) throws IOException {
        return AdapterKind.ALL.get(kind).read(write(kind, seed), model.shape());
    }

    private static int[] tokens(int length, int seed) {
        return IntStream.range(0, length).map(i -> (i * 31 + seed * 17 + i * i) % 280).toArray();
    }

    /** Behind the vectors that stand before every sequence. */
    private static int[] opened(Hooks hooks, int[] tokens) {
        return IntStream.concat(IntStream.range(280, 280 + hooks.opening()), Arrays.stream(tokens)).toArray();
    }

    private static float[][] alone(int[] tokens, Hooks hooks) {
        try (KvCache cache = model.allocate(tokens.length)) {
            return Arrays.stream(model.forward(List.of(new Segment(cache, tokens, Logits.ALL, hooks))).getFirst())
                    .map(float[]::clone).toArray(float[][]::new);
        }
    }

    private static void close(float[][] logits, Map<String, Matrix> weights, int[] tokens) {
        double[][] expected = new DoublePrecisionLlama(weights, 2, 4, 2, 16, 10_000, 1e-5, f -> f, _ -> 1 << 20).logits(tokens);
        for (int t = 0; t < expected.length; t++) {
            for (int i = 0; i < expected[t].length; i++) {
                assertThat((double) logits[t][i]).as("token %d, logit %d", t, i)
                        .isCloseTo(expected[t][i], within(TOLERANCE * (1 + Math.abs(expected[t][i]))));
            }
        }
    }

    @Test
    void aSparseDeltaIsTheModelWhoseWeightsHaveChanged() throws IOException {
        int[] tokens = tokens(70, 1);
        Map<String, Matrix> changed = new LinkedHashMap<>();
        FILES.storedWeights().forEach((name, weight) -> changed.put(name, new Matrix(weight.shape(), weight.values().clone())));
        AdapterFolder.places(FILES.storedWeights(), 4).forEach((name, places) -> {
            float[] delta = AdapterFolder.delta(places.length, 4);
            for (int i = 0; i < places.length; i++) {
                changed.get(name).values()[places[i]] += delta[i];
            }
        });
        close(alone(tokens, applied(AdapterKinds.LT_SFT, 4).hooks()), changed, tokens);
    }

    @Test
    void factorsAreTheModelWhoseProjectionsAreScaled() throws IOException {
        int[] tokens = tokens(70, 2);
        Map<String, Matrix> scaled = new LinkedHashMap<>(FILES.storedWeights());
        for (int layer = 0; layer < 2; layer++) {
            String block = "model.layers." + layer;
            float[] keys = AdapterFolder.random(32, 5 + layer);
            float[] values = AdapterFolder.random(32, 7 + layer);
            float[] inside = AdapterFolder.random(MLP_WIDTH, 9 + layer);
            scaled.computeIfPresent(block + ".self_attn.k_proj.weight", (_, w) -> scale(w, (row, _) -> keys[row]));
            scaled.computeIfPresent(block + ".self_attn.v_proj.weight", (_, w) -> scale(w, (row, _) -> values[row]));
            scaled.computeIfPresent(block + ".mlp.down_proj.weight", (_, w) -> scale(w, (_, column) -> inside[column]));
        }
        close(alone(tokens, applied(AdapterKinds.IA3, 5).hooks()), scaled, tokens);
    }

    private interface Factor {
        float of(int row, int column);
    }

    private static Matrix scale(Matrix weight, Factor factor) {
        float[] values = weight.values().clone();
        int columns = weight.shape()[1];
        for (int i = 0; i < values.length; i++) {
            values[i] *= factor.of(i / columns, i % columns);
        }
        return new Matrix(weight.shape(), values);
    }

    @Test
    void aDecomposedPromptChangesTheFirstOwnTokensOnly() throws IOException {
        int[] tokens = tokens(40, 3);
        Hooks dept = applied(AdapterKinds.DEPT, 6).hooks();
        Hooks prompt = applied(AdapterKinds.SOFT_PROMPT, 6).hooks();
        float[] first = new float[AdapterFolder.WIDTH];
        float[] behind = new float[AdapterFolder.WIDTH];
        dept.token(7, 3, first, 0);
        dept.token(7, 23, behind, 0);
        assertThat(first).doesNotContain(0);
        assertThat(behind).containsOnly(0);
        float[][] changed = alone(opened(dept, tokens), dept);
        float[][] plain = alone(opened(prompt, tokens), prompt);
        assertThat(changed[2]).as("the prompt itself").isEqualTo(plain[2]);
        assertThat(changed[3]).isNotEqualTo(plain[3]);
    }

    @Test
    void mixedBatchesOfAllKindsGiveEverySequenceTheBitsThatItHasAlone() throws IOException {
        List<Hooks> hooks = new ArrayList<>(List.of(Hooks.NONE));
        for (int i = 0; i < 2; i++) {
            for (String kind : AdapterKind.ALL.keySet().stream().sorted().toList()) {
                hooks.add(applied(kind, 10 + i).hooks());
            }
            hooks.add(Hooks.NONE);
        }
        int[] lengths = {1, 70, 64, 5, 33};
        List<Segment> segments = new ArrayList<>();
        List<float[][]> expected = new ArrayList<>();
        for (int i = 0; i < hooks.size(); i++) {
            int[] before = opened(hooks.get(i), tokens(3 * i + 1, i + 50));
            int[] next = tokens(lengths[i % lengths.length], i);
            int[] all = IntStream.concat(Arrays.stream(before), Arrays.stream(next)).toArray();
            expected.add(Arrays.copyOfRange(alone(all, hooks.get(i)), before.length, all.length));
            KvCache cache = model.allocate(all.length);
            model.forward(List.of(new Segment(cache, before, Logits.NONE, hooks.get(i))));
            segments.add(new Segment(cache, next, Logits.ALL, hooks.get(i)));
        }
        List<float[][]> results = model.forward(segments);
        for (int i = 0; i < hooks.size(); i++) {
            assertThat(results.get(i)).as("sequence %d", i).isDeepEqualTo(expected.get(i));
            segments.get(i).cache().close();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dept   | "r": 2             | "r": 3             | embedding_lora_A of the shape [20, 2], and expected is [20, 3]
            dept   | "lora_alpha": 1    | "lora_alpha": -1   | lora_alpha as a number above 0
            dept   | "max_positions"    | "positions"        | needs max_positions as a whole number
            dept   | DEPT               | LORA               | has the peft_type LORA, and expected is DEPT
            lt-sft | : true             | : 1                | tie_word_embeddings as true or false
            lofit  | LOFIT              | DEPT               | has the peft_type DEPT, and expected is LOFIT
            """)
    void refusesAConfigurationThatIsNotItsWeights(String kind, String from, String to, String why) throws IOException {
        Path files = write(kind, 1);
        Path config = files.resolve("adapter_config.json");
        assertThat(Files.readString(config)).contains(from);
        Files.writeString(config, Files.readString(config).replace(from, to));
        assertThatThrownBy(() -> AdapterKind.ALL.get(kind).read(files, model.shape()))
                .isInstanceOf(ModelRefusedException.class).hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            lora        | the model lacks
            soft-prompt | the model ask for
            dept        | and expected is
            lofit       | there is no head
            lt-sft      | doesn't fit
            ia3         | and expected is
            """)
    void refusesAnAdapterOfAnotherModel(String kind, String why) throws IOException {
        Path small = Files.createDirectory(folder.resolve("small"));
        try (LanguageModel other = ModelLoader.load(TinyModelFolder.llama().layers(1).heads(1, 1, 16).width(32).writeTo(small), "other")) {
            Path files = write(kind, 1);
            assertThatThrownBy(() -> AdapterKind.ALL.get(kind).read(files, other.shape()))
                    .isInstanceOf(ModelRefusedException.class).hasMessageContaining(why);
        }
    }

    @Test
    void everyKindHasBytes() throws IOException {
        for (String kind : AdapterKind.ALL.keySet()) {
            assertThat(applied(kind, 1).bytes()).as(kind).isPositive();
        }
    }
}
