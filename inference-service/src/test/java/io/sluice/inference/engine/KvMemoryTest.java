package io.sluice.inference.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sluice.inference.engine.LanguageModel.Logits;
import io.sluice.inference.engine.LanguageModel.Segment;
import io.sluice.inference.fixture.TinyModelFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KvMemoryTest {

    private static final int CONTEXT = 256;
    private LanguageModel model;

    @BeforeEach
    void load(@TempDir Path folder) throws IOException {
        model = ModelLoader.load(TinyModelFolder.llama().context(CONTEXT).writeTo(folder), "tiny");
    }

    @AfterEach
    void close() {
        assertThat(model.kvMemory().pagesHeld()).isZero();
        model.close();
    }

    private static int[] tokens(int length, int seed) {
        return IntStream.range(0, length).map(i -> (i * 31 + seed * 17 + i * i) % 280).toArray();
    }

    private void read(KvCache cache, int length) {
        model.forward(List.of(new Segment(cache, tokens(length, 1), Logits.NONE)));
    }

    private float[] last(KvCache cache, int[] tokens) {
        return model.forward(List.of(new Segment(cache, tokens, Logits.LAST))).getFirst()[0].clone();
    }

    private int held() {
        return model.kvMemory().pagesHeld();
    }

    @Test
    void countsAPageOnceHoweverManyHoldIt() {
        KvMemory memory = model.kvMemory();
        assertThat(memory.tokensPerPage()).isEqualTo(64);
        assertThat(memory.bytesPerPage()).isEqualTo(64 * 2 * 2 * 2 * 16 * Float.BYTES);
        assertThat(memory.pages(129)).isEqualTo(3);
        try (KvCache cache = model.allocate(CONTEXT)) {
            assertThat(held()).isZero();
            read(cache, 100);
            assertThat(held()).isEqualTo(2);
            try (KvCache fork = cache.fork(); KvCache start = cache.fork(10, 20)) {
                assertThat(held()).isEqualTo(2);
                read(fork, 1);
                assertThat(held()).isEqualTo(3);
                read(start, 10);
                assertThat(held()).isEqualTo(4);
                cache.truncate(3);
                assertThat(held()).isEqualTo(3);
            }
            assertThat(held()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 65, 128, 140})
    void aForkOfTheBeginningGoesOnAsIfItHadReadNoMore(int length) {
        try (KvCache cache = model.allocate(150); KvCache plain = model.allocate(CONTEXT)) {
            read(cache, 140);
            try (KvCache fork = cache.fork(length, CONTEXT)) {
                assertThat(fork.length()).isEqualTo(length);
                if (length > 0) {
                    read(plain, length);
                }
                assertThat(last(fork, tokens(90, 2))).containsExactly(last(plain, tokens(90, 2)));
            }
            plain.truncate(0);
            read(plain, 140);
            assertThat(last(cache, tokens(9, 3))).containsExactly(last(plain, tokens(9, 3)));
        }
    }

    @Test
    void refusesAForkThatCannotBe() {
        try (KvCache cache = model.allocate(20)) {
            read(cache, 10);
            for (int[] bad : new int[][] {{11, 20}, {-1, 20}, {10, 9}, {0, 0}, {5, CONTEXT + 1}}) {
                assertThatThrownBy(() -> cache.fork(bad[0], bad[1])).isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("of " + bad[0] + " tokens with room for " + bad[1]);
            }
        }
    }

    @Test
    void aPassBeyondTheLimitChangesNothingAndRunsOnceThereIsRoom() {
        model.limitKvMemory(3 * model.kvMemory().bytesPerPage() + 5);
        assertThat(model.kvMemory().pagesFree()).isEqualTo(3);
        try (KvCache first = model.allocate(CONTEXT); KvCache second = model.allocate(CONTEXT)) {
            read(first, 128);
            List<Segment> both = List.of(new Segment(first, tokens(1, 5), Logits.LAST),
                    new Segment(second, tokens(64, 6), Logits.LAST));
            assertThatThrownBy(() -> model.forward(both)).isInstanceOf(KvExhaustedException.class)
                    .hasMessage("the pass needs 2 pages of keys and values and 1 are free");
            assertThat(first.length()).isEqualTo(128);
            assertThat(second.length()).isZero();
            assertThat(held()).isEqualTo(2);
            assertThat(last(second, tokens(64, 6))).isNotEmpty();
            try (KvCache fork = second.fork(10, 80)) {
                assertThatThrownBy(() -> read(fork, 1)).isInstanceOf(KvExhaustedException.class);
                first.truncate(64);
                read(fork, 1);
            }
            assertThat(model.kvMemory().pagesFree()).isEqualTo(1);
        }
    }
}
