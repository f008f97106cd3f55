package io.sluice.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.LowRankAdapter;
import io.sluice.inference.engine.hook.Projection;
import io.sluice.inference.fixture.SafetensorsWriter.Matrix;
import io.sluice.inference.fixture.TinyModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Adapters of sequences: what each computes, against the definition; and that sequences share passes without a trace. */
class LowRankAdapterTest {

    private static final TinyModelFolder FILES = TinyModelFolder.llama();
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

    private static int[] tokens(int length, int seed) {
        return IntStream.range(0, length).map(i -> (i * 31 + seed * 17 + i * i) % 280).toArray();
    }

    private LowRankAdapter adapter(RandomLora lora) throws IOException {
        Path own = Files.createTempDirectory(folder, "lora");
        return AdapterFiles.lora(lora.writeTo(own, ""), model.shape());
    }

    private static float[][] alone(int[] tokens, Hooks hooks) {
        try (KvCache cache = model.allocate(tokens.length)) {
            return copy(model.forward(List.of(new Segment(cache, tokens, Logits.ALL, hooks))).getFirst());
        }
    }

    private static float[][] copy(float[][] rows) {
        return Arrays.stream(rows).map(float[]::clone).toArray(float[][]::new);
    }

    private static double[][] reference(Map<String, Matrix> weights, int[] tokens) {
        return new DoublePrecisionLlama(weights, 2, 4, 2, 16, 10_000, 1e-5, f -> f, _ -> 1 << 20).logits(tokens);
    }

    private static void close(float[][] logits, double[][] expected) {
        for (int t = 0; t < expected.length; t++) {
            for (int i = 0; i < expected[t].length; i++) {
                assertThat((double) logits[t][i]).as("token %d, logit %d", t, i)
                        .isCloseTo(expected[t][i], within(TOLERANCE * (1 + Math.abs(expected[t][i]))));
            }
        }
    }

    @Test
    void computesWhatMergedWeightsWould() throws IOException {
        int[] tokens = tokens(70, 1);
        for (int rank : new int[] {1, 3, 16, 17}) {
            RandomLora lora = RandomLora.draw(rank, rank);
            close(alone(tokens, Hooks.NONE.with(adapter(lora))),
                    reference(lora.mergedInto(FILES.storedWeights(), 6.0 / rank), tokens));
        }
    }

    @Test
    void addsUpWithOthersAndTakesACoefficientForEachProjection() throws IOException {
        int[] tokens = tokens(40, 2);
        RandomLora first = RandomLora.draw(3, 5);
        RandomLora second = RandomLora.draw(2, 6);
        Hooks both = Hooks.NONE.with(adapter(first).times((layer, projection) -> 0.25f))
                .with(adapter(second).times((layer, projection) -> layer == 1 && projection == Projection.VALUE ? -1 : 0));
        second.tensors().keySet().removeIf(name -> !name.contains("layers.1.self_attn.v_proj"));
        close(alone(tokens, both), reference(
                second.mergedInto(first.mergedInto(FILES.storedWeights(), 0.25 * 2), -3), tokens));
    }

    @Test
    void mixedBatchesGiveEverySequenceTheBitsThatItHasAlone() throws IOException {
        Hooks one = Hooks.NONE.with(adapter(RandomLora.draw(3, 7)));
        Hooks two = Hooks.NONE.with(adapter(RandomLora.draw(8, 8)));
        Hooks[] hooks = {one, Hooks.NONE, two, one, Hooks.NONE, two, two};
        int[] lengths = {1, 70, 64, 5, 1, 129, 1};
        List<Segment> segments = new ArrayList<>();
        List<float[][]> expected = new ArrayList<>();
        for (int i = 0; i < hooks.length; i++) {
            int[] before = tokens(10 * i + 1, i + 50);
            int[] next = tokens(lengths[i], i);
            int[] all = IntStream.concat(Arrays.stream(before), Arrays.stream(next)).toArray();
            expected.add(Arrays.copyOfRange(alone(all, hooks[i]), before.length, all.length));
            KvCache cache = model.allocate(all.length);
            model.forward(List.of(new Segment(cache, before, Logits.NONE, hooks[i])));
            segments.add(new Segment(cache, next, Logits.ALL, hooks[i]));
        }
        List<float[][]> results = model.forward(segments);
        for (int i = 0; i < hooks.length; i++) {
            assertThat(results.get(i)).as("sequence %d", i).isDeepEqualTo(expected.get(i));
            segments.get(i).cache().close();
        }
    }

    @Test
    void refusesAnAdapterOfAnotherModel() throws IOException {
        RandomLora lora = RandomLora.draw(3, 9);
        lora.tensors().put("base_model.model.model.layers.2.mlp.up_proj.lora_A.weight", new Matrix(new int[] {3, 64}, new float[192]));
        lora.tensors().put("base_model.model.model.layers.2.mlp.up_proj.lora_B.weight", new Matrix(new int[] {96, 3}, new float[288]));
        refuses(lora, "changes model.layers.2.mlp.up_proj.weight, which the model lacks");
        RandomLora wide = RandomLora.draw(3, 9);
        wide.tensors().put("base_model.model.model.layers.1.mlp.up_proj.lora_B.weight", new Matrix(new int[] {97, 3}, new float[291]));
        refuses(wide, "model.layers.1.mlp.up_proj.weight is [97, 64], and the model's [96, 64]");
    }

    private void refuses(RandomLora lora, String why) {
        assertThatThrownBy(() -> adapter(lora)).isInstanceOf(ModelRefusedException.class).hasMessageContaining(why);
    }
}
