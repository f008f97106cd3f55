package io.sluice.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.inference.engine.DoublePrecisionLlama.Change;
import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.engine.hook.AttentionReader;
import io.sluice.inference.engine.hook.EmbeddingHook;
import io.sluice.inference.engine.hook.FirstTokenScale;
import io.sluice.inference.engine.hook.HeadOffsets;
import io.sluice.inference.engine.hook.HeadOffsets.Head;
import io.sluice.inference.engine.hook.HiddenHook;
import io.sluice.inference.engine.hook.HiddenReader;
import io.sluice.inference.engine.hook.HookFailedException;
import io.sluice.inference.engine.hook.Hooks;
import io.sluice.inference.engine.hook.ModelShape;
import io.sluice.inference.engine.hook.SoftPrompt;
import io.sluice.inference.fixture.TinyModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What hooks see and change, against the reference; and that they touch nobody but their own sequence. */
class HookedPassTest {

    private static final double TOLERANCE = 2e-4;
    private static final int LAYERS = 2;
    private static final int HEADS = 4;
    private static final int HEAD_SIZE = 16;
    private static final TinyModelFolder FILES = TinyModelFolder.llama();

    private static LanguageModel model;
    private static DoublePrecisionLlama reference;

    @BeforeAll
    static void load(@TempDir Path folder) throws IOException {
        model = ModelLoader.load(FILES.writeTo(folder), "tiny");
        reference = new DoublePrecisionLlama(
                FILES.storedWeights(), LAYERS, HEADS, 2, HEAD_SIZE, 10_000, 1e-5, f -> f, _ -> 1 << 20);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static int[] tokens(int length, int seed) {
        return IntStream.range(0, length).map(i -> (i * 31 + seed * 17 + i * i) % 280).toArray();
    }

    private static float[][] run(int[] tokens, Hooks hooks) {
        try (KvCache cache = model.allocate(tokens.length)) {
            return copy(model.forward(List.of(new Segment(cache, tokens, Logits.ALL, hooks))).getFirst());
        }
    }

    private static float[][] copy(float[][] rows) {
        return Arrays.stream(rows).map(float[]::clone).toArray(float[][]::new);
    }

    private static void close(float[][] logits, double[][] expected) {
        assertThat(logits.length).isEqualTo(expected.length);
        for (int t = 0; t < expected.length; t++) {
            for (int i = 0; i < expected[t].length; i++) {
                assertThat((double) logits[t][i]).as("token %d, logit %d", t, i)
                        .isCloseTo(expected[t][i], within(TOLERANCE * (1 + Math.abs(expected[t][i]))));
            }
        }
    }

    private static float[] random(int length, long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static HeadOffsets offsets() {
        return new HeadOffsets(Map.of(new Head(0, 1), random(HEAD_SIZE, 1), new Head(1, 3), random(HEAD_SIZE, 2),
                new Head(1, 0), random(HEAD_SIZE, 3)), model.shape());
    }

    private static SoftPrompt softPrompt(int length) {
        return new SoftPrompt(IntStream.range(0, length).mapToObj(i -> random(64, 100 + i)).toArray(float[][]::new));
    }

    private static int[] join(int[] a, int[] b) {
        return IntStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
    }

    @Test
    void firstTokenScaleIsThePaperEquation() {
        double[][] factors = {{2, 1, .5, 3}, {1, .25, 1, 1}};
        double[][] expected = reference.logits(reference.embedded(tokens(80, 1)), new Change() {
            @Override
            public void attention(int layer, int head, int position, double[] a) {
                double d = (factors[layer][head] - 1) * a[0] + 1;
                a[0] *= factors[layer][head];
                for (int t = 0; t < a.length; t++) {
                    a[t] /= d;
                }
            }
        });
        close(run(tokens(80, 1), Hooks.NONE.with(new FirstTokenScale(factors))), expected);
    }

    @Test
    void headOffsetsAreAddedBeforeTheOutputProjection() {
        double[][] expected = reference.logits(reference.embedded(tokens(80, 2)), new Change() {
            @Override
            public void heads(int layer, int position, double[] outputs) {
                add(layer, 0, 1, 1, outputs);
                add(layer, 1, 3, 2, outputs);
                add(layer, 1, 0, 3, outputs);
            }

            private void add(int layer, int its, int head, long seed, double[] outputs) {
                float[] vector = random(HEAD_SIZE, seed);
                for (int i = 0; layer == its && i < HEAD_SIZE; i++) {
                    outputs[head * HEAD_SIZE + i] += vector[i];
                }
            }
        });
        close(run(tokens(80, 2), Hooks.NONE.with(offsets())), expected);
    }

    @Test
    void hiddenStatesMayBeSteered() {
        float[] direction = random(64, 9);
        HiddenHook steer = (layer, position, values, at) -> {
            for (int i = 0; layer == 0 && i < 64; i++) {
                values[at + i] += direction[i];
            }
        };
        double[][] expected = reference.logits(reference.embedded(tokens(20, 3)), new Change() {
            @Override
            public void hidden(int layer, int position, double[] stream) {
                for (int i = 0; layer == 0 && i < 64; i++) {
                    stream[i] += direction[i];
                }
            }
        });
        close(run(tokens(20, 3), Hooks.NONE.with(steer)), expected);
    }

    @Test
    void softPromptVectorsStandBeforeThePrompt() {
        double[][] vectors = new double[30][];
        for (int i = 0; i < 10; i++) {
            float[] vector = random(64, 100 + i);
            vectors[i] = IntStream.range(0, 64).mapToDouble(d -> vector[d]).toArray();
        }
        System.arraycopy(reference.embedded(tokens(20, 4)), 0, vectors, 10, 20);
        double[][] expected = reference.logits(vectors, new Change() { });
        SoftPrompt prompt = softPrompt(10);
        close(run(join(prompt.tokens(280), tokens(20, 4)), Hooks.NONE.with(prompt)), expected);
    }

    @Test
    void softPromptOfTheVocabularysOwnVectorsIsThatPromptBitForBit() {
        int[] tokens = tokens(40, 5);
        float[] embedding = FILES.storedWeights().get("model.embed_tokens.weight").values();
        SoftPrompt prompt = new SoftPrompt(IntStream.range(0, 15)
                .mapToObj(i -> Arrays.copyOfRange(embedding, tokens[i] * 64, tokens[i] * 64 + 64)).toArray(float[][]::new));
        int[] replaced = join(prompt.tokens(280), Arrays.copyOfRange(tokens, 15, 40));
        assertThat(run(replaced, Hooks.NONE.with(prompt))).isDeepEqualTo(run(tokens, Hooks.NONE));
    }

    @Test
    void embeddingsOfTokensMayBeChanged() {
        EmbeddingHook swap = new EmbeddingHook() {
            @Override
            public int extraTokens() {
                return 0;
            }

            @Override
            public void extra(int index, float[] values, int at) {
                throw new IllegalStateException("there is none");
            }

            @Override
            public void token(int token, int position, float[] values, int at) {
                float[] embedding = FILES.storedWeights().get("model.embed_tokens.weight").values();
                if (token == 7) {
                    System.arraycopy(embedding, 9 * 64, values, at, 64);
                }
            }
        };
        assertThat(run(new int[] {3, 7, 4, 7}, Hooks.NONE.with(swap)))
                .isDeepEqualTo(run(new int[] {3, 9, 4, 9}, Hooks.NONE));
    }

    @Test
    void readersSeeWhatTheReferenceHasAndChangeNoBit() {
        int[] tokens = tokens(70, 6);
        double[][][] attention = new double[LAYERS][70][70];
        double[][] hidden = new double[LAYERS][];
        reference.logits(reference.embedded(tokens), new Change() {
            @Override
            public void attention(int layer, int head, int position, double[] a) {
                for (int t = 0; t < a.length; t++) {
                    attention[layer][position][t] += a[t] / HEADS;
                }
            }

            @Override
            public void hidden(int layer, int position, double[] stream) {
                hidden[layer] = stream.clone();
            }
        });
        AttentionReader rows = new AttentionReader(model.shape(), 69);
        HiddenReader states = new HiddenReader(model.shape());
        assertThat(states.position()).isEqualTo(-1);
        assertThat(run(tokens, Hooks.NONE.with(rows).with(states))).isDeepEqualTo(run(tokens, Hooks.NONE));
        assertThat(states.position()).isEqualTo(69);
        for (int layer = 0; layer < LAYERS; layer++) {
            assertThat(rows.row(layer, 69)).isEmpty();
            for (int position : new int[] {0, 1, 40, 63, 64, 68}) {
                float[] row = rows.row(layer, position);
                assertThat(row).hasSize(position + 1);
                for (int t = 0; t <= position; t++) {
                    assertThat((double) row[t]).isCloseTo(attention[layer][position][t], within(1e-5));
                }
            }
            for (int i = 0; i < 64; i++) {
                assertThat((double) states.state(layer)[i]).isCloseTo(hidden[layer][i], within(1e-4));
            }
        }
    }

    @Test
    void whatSaysNothingChangesNoBit() {
        int[] tokens = tokens(90, 7);
        float[][] plain = run(tokens, Hooks.NONE);
        HeadOffsets zeros = new HeadOffsets(Map.of(new Head(0, 0), new float[HEAD_SIZE]), model.shape());
        assertThat(run(tokens, Hooks.NONE.with(FirstTokenScale.everywhere(model.shape(), 1)))).isDeepEqualTo(plain);
        assertThat(run(tokens, Hooks.NONE.with(zeros))).isDeepEqualTo(plain);
        assertThat(run(tokens, Hooks.NONE.with(softPrompt(3)))).isDeepEqualTo(plain);
        assertThat(Arrays.deepEquals(run(tokens, Hooks.NONE.with(offsets())), plain)).isFalse();
    }

    @Test
    void hooksOfOneKindComeOneAfterTheOther() {
        ModelShape shape = model.shape();
        AttentionReader before = new AttentionReader(shape, 10);
        AttentionReader after = new AttentionReader(shape, 10);
        FirstTokenScale twice = FirstTokenScale.everywhere(shape, 2);
        run(tokens(10, 8), Hooks.NONE.with(before).with(twice).with(twice));
        run(tokens(10, 8), Hooks.NONE.with(FirstTokenScale.everywhere(shape, 4)).with(after));
        assertThat(before.row(0, 9)).containsExactly(after.row(0, 9), within(1e-6f));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 63, 64, 65})
    void aPromptInChunksGivesTheSameBits(int chunk) {
        SoftPrompt prompt = softPrompt(5);
        Hooks hooks = Hooks.NONE.with(FirstTokenScale.everywhere(model.shape(), 2)).with(offsets()).with(prompt);
        int[] tokens = join(prompt.tokens(280), tokens(125, 9));
        float[][] whole = run(tokens, hooks);
        List<float[]> rows = new ArrayList<>();
        try (KvCache cache = model.allocate(tokens.length)) {
            for (int from = 0; from < tokens.length; from += chunk) {
                int[] part = Arrays.copyOfRange(tokens, from, Math.min(tokens.length, from + chunk));
                rows.addAll(List.of(copy(
                        model.forward(List.of(new Segment(cache, part, Logits.ALL, hooks))).getFirst())));
            }
        }
        assertThat(rows.toArray(float[][]::new)).isDeepEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void sequencesWithAndWithoutHooksShareAPass(int wantedBy) {
        Hooks[] hooks = {Hooks.NONE, Hooks.NONE.with(offsets()), Hooks.NONE,
            Hooks.NONE.with(FirstTokenScale.everywhere(model.shape(), 3)), Hooks.NONE.with(softPrompt(4)),
            Hooks.NONE.with(new HiddenReader(model.shape()))};
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < hooks.length; i++) {
            segments.add(new Segment(model.allocate(60), tokens(20 + 7 * i, i),
                    Logits.values()[(i + wantedBy) % 3], hooks[i]));
        }
        List<float[][]> results = model.forward(segments).stream().map(HookedPassTest::copy).toList();
        for (int i = 0; i < hooks.length; i++) {
            float[][] all = run(segments.get(i).tokens(), hooks[i]);
            assertThat(results.get(i)).as("segment %d", i)
                    .isDeepEqualTo(Arrays.copyOfRange(all, all.length - results.get(i).length, all.length));
            segments.get(i).cache().close();
        }
    }

    @Test
    void theLastLayerIsSeenThoughNobodyWantsLogits() {
        List<Integer> seen = new ArrayList<>();
        HiddenHook hook = (layer, position, values, at) -> {
            if (layer == LAYERS - 1) {
                seen.add(position);
            }
        };
        try (KvCache cache = model.allocate(70); KvCache other = model.allocate(70)) {
            model.forward(List.of(new Segment(other, tokens(3, 1), Logits.NONE),
                    new Segment(cache, tokens(70, 1), Logits.NONE, Hooks.NONE.with(hook))));
        }
        assertThat(seen).containsExactlyElementsOf(IntStream.range(0, 70).boxed().toList());
    }

    @Test
    void aHookThatThrowsIsNamedAndTheOthersGoOn() {
        Hooks broken = Hooks.NONE.with((HiddenHook) (layer, position, values, at) -> {
            if (layer == 1 && position == 66) {
                throw new IllegalStateException("poison");
            }
        });
        try (KvCache good = model.allocate(80); KvCache bad = model.allocate(80)) {
            model.forward(List.of(new Segment(good, tokens(10, 1), Logits.NONE)));
            Segment healthy = new Segment(good, tokens(30, 2), Logits.LAST);
            Segment poisoned = new Segment(bad, tokens(70, 3), Logits.LAST, broken);
            assertThatThrownBy(() -> model.forward(List.of(healthy, poisoned)))
                    .isInstanceOf(HookFailedException.class).hasMessage("a hook failed: IllegalStateException")
                    .hasRootCauseMessage("poison")
                    .satisfies(e -> assertThat(((HookFailedException) e).hooks()).isSameAs(broken));
            assertThat(good.length()).isEqualTo(10);
            assertThat(bad.length()).isZero();
            float[] expected = run(join(tokens(10, 1), tokens(30, 2)), Hooks.NONE)[39];
            assertThat(model.forward(List.of(healthy)).getFirst()[0]).containsExactly(expected);
        }
    }

    @Test
    void aHookForAnotherModelAndATokenThatNoHookKnowsAreRefused() {
        ModelShape other = new ModelShape(3, 32, 2, 16, 280, 1, 64);
        refuses("the factors are for", Hooks.NONE.with(FirstTokenScale.everywhere(other, 2)), 1);
        refuses("the reader is for", Hooks.NONE.with(new AttentionReader(other, 4)), 1);
        refuses("the reader is for", Hooks.NONE.with(new HiddenReader(other)), 1);
        refuses("the offsets are for", Hooks.NONE.with(new HeadOffsets(Map.of(), other)), 1);
        refuses("vectors have 32 numbers", Hooks.NONE.with(new SoftPrompt(new float[][] {new float[32]})), 1);
        refuses("token 282 is outside 0 to 281", Hooks.NONE.with(softPrompt(2)), 282);
        refuses("token 280 is outside 0 to 279", Hooks.NONE, 280);
    }

    private static void refuses(String why, Hooks hooks, int token) {
        try (KvCache cache = model.allocate(4)) {
            assertThatThrownBy(() -> model.forward(List.of(new Segment(cache, new int[] {token}, Logits.LAST, hooks))))
                    .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(why);
            assertThat(cache.length()).isZero();
        }
    }
}
