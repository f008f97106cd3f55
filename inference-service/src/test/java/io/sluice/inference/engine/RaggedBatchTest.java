package io.sluice.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.fixture.TinyModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One sequence's numbers don't depend on how it is cut or on what runs beside it. */
class RaggedBatchTest {

    private static final int CONTEXT = 256;
    private static LanguageModel model;

    @BeforeAll
    static void load(@TempDir Path folder) throws IOException {
        model = ModelLoader.load(TinyModelFolder.llama().layers(3).context(CONTEXT).writeTo(folder), "tiny");
    }

    @AfterAll
    static void close() {
        model.close();
    }

    private static int[] tokens(int length, int seed) {
        return IntStream.range(0, length).map(i -> (i * 31 + seed * 17 + i * i) % 280).toArray();
    }

    /** All logits of a sequence in one call. */
    private static float[][] solo(int[] tokens) {
        try (KvCache cache = model.allocate(tokens.length)) {
            return copy(model.forward(List.of(new Segment(cache, tokens, Logits.ALL))).getFirst());
        }
    }

    private static float[] last(KvCache cache, int[] tokens) {
        return model.forward(List.of(new Segment(cache, tokens, Logits.LAST))).getFirst()[0].clone();
    }

    private static float[][] copy(float[][] rows) {
        return Arrays.stream(rows).map(float[]::clone).toArray(float[][]::new);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 16, 63, 64, 65, 100})
    void aPromptInChunksGivesTheSameBits(int chunk) {
        int[] tokens = tokens(150, 1);
        List<float[]> rows = new ArrayList<>();
        try (KvCache cache = model.allocate(150)) {
            for (int from = 0; from < tokens.length; from += chunk) {
                int[] part = Arrays.copyOfRange(tokens, from, Math.min(tokens.length, from + chunk));
                rows.addAll(List.of(copy(model.forward(List.of(new Segment(cache, part, Logits.ALL))).getFirst())));
            }
        }
        assertThat(rows.toArray(float[][]::new)).isDeepEqualTo(solo(tokens));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 100})
    void aPromptInChunksGivesTheSameBitsUnderASlidingWindow(int chunk, @TempDir Path folder) throws IOException {
        int[] tokens = tokens(200, 1);
        TinyModelFolder.llama().architecture("MistralForCausalLM").config("sliding_window", 70).writeTo(folder);
        try (LanguageModel sliding = ModelLoader.load(folder, "sliding");
                KvCache whole = sliding.allocate(200); KvCache cut = sliding.allocate(200)) {
            float[][] expected = copy(sliding.forward(List.of(new Segment(whole, tokens, Logits.ALL))).getFirst());
            List<float[]> rows = new ArrayList<>();
            for (int from = 0; from < tokens.length; from += chunk) {
                int[] part = Arrays.copyOfRange(tokens, from, Math.min(tokens.length, from + chunk));
                rows.addAll(List.of(copy(sliding.forward(List.of(new Segment(cut, part, Logits.ALL))).getFirst())));
            }
            assertThat(rows.toArray(float[][]::new)).isDeepEqualTo(expected);
        }
    }

    @Test
    void sequencesSideBySideGiveTheSameBitsAsAlone() {
        int[] lengths = {1, 5, 64, 70, 3, 1, 129};
        List<Segment> segments = new ArrayList<>();
        List<float[][]> expected = new ArrayList<>();
        for (int i = 0; i < lengths.length; i++) {
            int[] before = tokens(10 * i + 1, i + 50);
            int[] tokens = tokens(lengths[i], i);
            KvCache cache = model.allocate(CONTEXT);
            model.forward(List.of(new Segment(cache, before, Logits.NONE)));
            segments.add(new Segment(cache, tokens, Logits.values()[i % 3]));
            float[][] all = solo(IntStream.concat(Arrays.stream(before), Arrays.stream(tokens)).toArray());
            int wanted = switch (Logits.values()[i % 3]) {
                case NONE -> 0;
                case LAST -> 1;
                case ALL -> tokens.length;
            };
            expected.add(Arrays.copyOfRange(all, all.length - wanted, all.length));
        }
        List<float[][]> results = model.forward(segments);
        for (int i = 0; i < lengths.length; i++) {
            assertThat(results.get(i)).as("segment %d", i).isDeepEqualTo(expected.get(i));
            assertThat(segments.get(i).cache().length()).isEqualTo(10 * i + 1 + lengths[i]);
            segments.get(i).cache().close();
        }
    }

    @Test
    void oneRowOfLogitsIsTheSameAsThatRowOfAll() {
        int[] tokens = tokens(90, 4);
        float[][] all = solo(tokens);
        try (KvCache cache = model.allocate(CONTEXT)) {
            assertThat(last(cache, tokens)).containsExactly(all[89]);
        }
    }

    @Test
    void aForkGoesItsOwnWay() {
        int[] start = tokens(70, 5);
        int[] left = tokens(30, 6);
        int[] right = tokens(30, 7);
        try (KvCache cache = model.allocate(CONTEXT)) {
            model.forward(List.of(new Segment(cache, start, Logits.NONE)));
            try (KvCache fork = cache.fork()) {
                List<float[][]> both = model.forward(List.of(
                        new Segment(cache, left, Logits.LAST), new Segment(fork, right, Logits.LAST)));
                float[][] answers = {both.get(0)[0].clone(), both.get(1)[0].clone()};
                assertThat(answers[0]).containsExactly(solo(join(start, left))[99]);
                assertThat(answers[1]).containsExactly(solo(join(start, right))[99]);
            }
            assertThat(last(cache, right)).containsExactly(solo(join(join(start, left), right))[129]);
        }
    }

    @Test
    void aForkOutlivesItsOrigin() {
        int[] start = tokens(100, 8);
        KvCache cache = model.allocate(CONTEXT);
        model.forward(List.of(new Segment(cache, start, Logits.NONE)));
        try (KvCache fork = cache.fork()) {
            cache.close();
            try (KvCache other = model.allocate(CONTEXT)) {
                model.forward(List.of(new Segment(other, tokens(200, 9), Logits.NONE)));
                int[] next = {17};
                assertThat(last(fork, next)).containsExactly(solo(join(start, next))[100]);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 65, 127, 128, 140})
    void truncatingForgetsWhatCameAfter(int length) {
        int[] tokens = tokens(140, 10);
        int[] next = tokens(40, 11);
        try (KvCache cache = model.allocate(CONTEXT)) {
            model.forward(List.of(new Segment(cache, tokens, Logits.NONE)));
            try (KvCache fork = cache.fork()) {
                fork.truncate(length);
                assertThat(fork.length()).isEqualTo(length);
                assertThat(last(fork, next))
                        .containsExactly(solo(join(Arrays.copyOf(tokens, length), next))[length + 39]);
            }
            assertThat(last(cache, next)).containsExactly(solo(join(tokens, next))[179]);
        }
    }

    @Test
    void refusesBadCallsAndChangesNoCache() {
        try (KvCache cache = model.allocate(10); KvCache other = model.allocate(10)) {
            model.forward(List.of(new Segment(cache, tokens(4, 1), Logits.NONE)));
            Segment good = new Segment(other, tokens(2, 1), Logits.LAST);
            refuses("room for 6", List.of(good, new Segment(cache, tokens(7, 1), Logits.LAST)));
            refuses("at least one", List.of(good, new Segment(cache, new int[0], Logits.LAST)));
            refuses("token 280", List.of(good, new Segment(cache, new int[] {3, 280}, Logits.LAST)));
            refuses("token -1", List.of(good, new Segment(cache, new int[] {-1}, Logits.LAST)));
            refuses("two segments", List.of(good, good));
            refuses("empty", List.of());
            assertThat(cache.length()).isEqualTo(4);
            assertThat(other.length()).isZero();
            assertThatThrownBy(() -> cache.truncate(5)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> cache.truncate(-1)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> model.allocate(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> model.allocate(CONTEXT + 1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void refuses(String why, List<Segment> segments) {
        assertThatThrownBy(() -> model.forward(segments))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining(why);
    }

    @Test
    void aClosedCacheIsRefusedAndMayBeClosedAgain() {
        KvCache cache = model.allocate(10);
        cache.close();
        cache.close();
        assertThatThrownBy(() -> model.forward(List.of(new Segment(cache, new int[] {1}, Logits.LAST))))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(cache::fork).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void warmingChangesNothing() {
        float[][] before = solo(tokens(20, 3));
        ModelLoader.warm(model, Duration.ofMillis(50));
        assertThat(solo(tokens(20, 3))).isDeepEqualTo(before);
    }

    private static int[] join(int[] a, int[] b) {
        return IntStream.concat(Arrays.stream(a), Arrays.stream(b)).toArray();
    }
}
