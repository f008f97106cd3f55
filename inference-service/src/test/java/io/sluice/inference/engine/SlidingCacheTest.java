package io.sluice.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.fixture.TinyModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pages that a sliding window has left behind are given back, and nothing else changes. */
class SlidingCacheTest {

    private static final int CONTEXT = 700;
    private static final int PAGE = 64;

    private static LanguageModel sliding(Path folder, int window) throws IOException {
        return ModelLoader.load(TinyModelFolder.llama().architecture("MistralForCausalLM").config("sliding_window", window)
                .context(CONTEXT).writeTo(folder), "sliding");
    }

    private static int[] tokens(int length, Random random) {
        return IntStream.range(0, length).map(i -> random.nextInt(280)).toArray();
    }

    private static float[][] read(LanguageModel model, KvCache cache, int[] tokens) {
        return Arrays.stream(model.forward(List.of(new Segment(cache, tokens, Logits.ALL))).getFirst())
                .map(float[]::clone).toArray(float[][]::new);
    }

    /** In one pass nothing is given back before its end. */
    private static float[][] withoutGivingBack(LanguageModel model, int[] tokens) {
        try (KvCache cache = model.allocate(tokens.length)) {
            return read(model, cache, tokens);
        }
    }

    /** A cache and the tokens that it ought to hold. */
    private record Sequence(KvCache cache, int[] tokens) {
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 64, 65, 100, 300})
    void whateverIsReadForkedAndCutTheBitsAreThoseOfAModelThatKeepsEverything(int window, @TempDir Path folder) throws IOException {
        Random random = new Random(window);
        try (LanguageModel model = sliding(folder, window)) {
            KvMemory memory = model.kvMemory();
            List<Sequence> open = new ArrayList<>(List.of(new Sequence(model.allocate(CONTEXT), new int[0])));
            for (int step = 0; step < 120; step++) {
                int at = random.nextInt(open.size());
                Sequence old = open.get(at);
                int shortest = old.cache.shortest();
                assertThat(shortest).isLessThanOrEqualTo(old.tokens.length);
                int length = shortest + random.nextInt(old.tokens.length - shortest + 1);
                switch (random.nextInt(8)) {
                    case 0 -> {
                        old.cache.truncate(length);
                        open.set(at, new Sequence(old.cache, Arrays.copyOf(old.tokens, length)));
                    }
                    case 1 -> open.add(new Sequence(old.cache.fork(length, CONTEXT), Arrays.copyOf(old.tokens, length)));
                    case 2 -> {
                        if (open.size() > 1) {
                            open.remove(at).cache.close();
                        }
                    }
                    default -> open.set(at, grown(model, old, tokens(rows(random, old), random), "window " + window + ", step " + step));
                }
            }
            open.forEach(each -> assertThat(each.cache.length()).isEqualTo(each.tokens.length));
            int most = open.size() * (memory.most(CONTEXT, 90) + 1);
            assertThat(model.kvMemory().pagesHeld()).isLessThanOrEqualTo(most);
            open.forEach(each -> each.cache.close());
            assertThat(model.kvMemory().pagesHeld()).isZero();
        }
    }

    private static int rows(Random random, Sequence sequence) {
        return Math.min(random.nextInt(3) == 0 ? 1 : 1 + random.nextInt(90), CONTEXT - sequence.tokens.length);
    }

    private static Sequence grown(LanguageModel model, Sequence old, int[] more, String what) {
        if (more.length == 0) {
            return old;
        }
        int[] all = IntStream.concat(Arrays.stream(old.tokens), Arrays.stream(more)).toArray();
        float[][] expected = withoutGivingBack(model, all);
        assertThat(read(model, old.cache, more)).as(what)
                .isDeepEqualTo(Arrays.copyOfRange(expected, old.tokens.length, all.length));
        return new Sequence(old.cache, all);
    }

    @Test
    void aLongAnswerHoldsNoMoreThanItsWindow(@TempDir Path folder) throws IOException {
        try (LanguageModel model = sliding(folder, 100); KvCache cache = model.allocate(CONTEXT)) {
            KvMemory memory = model.kvMemory();
            assertThat(memory.reach()).isEqualTo(99 + KvCache.BACK);
            int most = memory.most(CONTEXT, 1);
            assertThat(most).isEqualTo(4);
            int highest = 0;
            for (int i = 0; i < CONTEXT; i++) {
                model.forward(List.of(new Segment(cache, new int[] {i % 280}, Logits.NONE)));
                highest = Math.max(highest, model.kvMemory().pagesHeld());
            }
            assertThat(highest).isEqualTo(most);
            cache.truncate(CONTEXT - 1);
            assertThat(model.kvMemory().pagesHeld()).isEqualTo(memory.pages(CONTEXT - 1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, 65, 200})
    void noChunkingHoldsMoreThanWasSaid(int rows, @TempDir Path folder) throws IOException {
        try (LanguageModel model = sliding(folder, 70)) {
            for (int first = 1; first <= PAGE; first += 9) {
                try (KvCache cache = model.allocate(CONTEXT)) {
                    int[] prompt = tokens(CONTEXT, new Random(first));
                    for (int from = 0, to = first; from < CONTEXT; from = to, to = Math.min(CONTEXT, to + rows)) {
                        model.forward(List.of(new Segment(cache, Arrays.copyOfRange(prompt, from, to), Logits.NONE)));
                        assertThat(model.kvMemory().pagesHeld()).isLessThanOrEqualTo(model.kvMemory().most(to, Math.max(rows, first)));
                    }
                }
            }
        }
    }

    @Test
    void pagesLeftBehindMakeRoomWithinTheSamePass(@TempDir Path folder) throws IOException {
        try (LanguageModel model = sliding(folder, 30); KvCache cache = model.allocate(CONTEXT)) {
            model.limitKvMemory(4 * model.kvMemory().bytesPerPage());
            model.forward(List.of(new Segment(cache, tokens(4 * PAGE, new Random(1)), Logits.NONE)));
            assertThat(model.kvMemory().pagesFree()).isZero();
            model.forward(List.of(new Segment(cache, new int[] {3}, Logits.NONE)));
            assertThat(model.kvMemory().pagesHeld()).isEqualTo(3);
        }
    }

    @Test
    void whatWasGivenBackCannotBeReachedAgain(@TempDir Path folder) throws IOException {
        try (LanguageModel model = sliding(folder, 70); KvCache cache = model.allocate(CONTEXT)) {
            model.forward(List.of(new Segment(cache, tokens(500, new Random(1)), Logits.NONE)));
            assertThat(cache.shortest()).as("a pass can be taken back").isZero();
            model.forward(List.of(new Segment(cache, new int[] {3}, Logits.NONE)));
            int gone = model.kvMemory().gone(500) * PAGE;
            assertThat(cache.shortest()).isEqualTo(gone + 69).isLessThanOrEqualTo(500 - KvCache.BACK);
            int lower = cache.shortest() - 1;
            assertThatThrownBy(() -> cache.truncate(lower)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("length " + lower + " is outside " + (lower + 1) + " to 501");
            assertThatThrownBy(() -> cache.fork(lower, CONTEXT)).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("which holds its window");
        }
    }

    @Test
    void oneLayerThatSeesEverythingKeepsEverything(@TempDir Path folder) throws IOException {
        TinyModelFolder.llama().architecture("Qwen2ForCausalLM").bias(true).config("use_sliding_window", true).config("sliding_window", 10)
                .config("max_window_layers", 1).context(CONTEXT).writeTo(folder);
        try (LanguageModel model = ModelLoader.load(folder, "half"); KvCache cache = model.allocate(CONTEXT)) {
            read(model, cache, tokens(300, new Random(1)));
            read(model, cache, tokens(1, new Random(2)));
            assertThat(model.kvMemory().reach()).isEqualTo(KvMemory.EVERYTHING);
            assertThat(model.kvMemory().pagesHeld()).isEqualTo(5);
            assertThat(cache.shortest()).isZero();
        }
    }
}
