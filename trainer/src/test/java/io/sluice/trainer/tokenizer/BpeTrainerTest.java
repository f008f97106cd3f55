package io.sluice.trainer.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BpeTrainerTest {

    private static final int BASE = 256 + ChatFormat.SPECIAL.size();

    @Test
    void mergesTheMostFrequentPairFirst() {
        // low ×5, lower ×2, newest ×6, widest ×3: the example of Sennrich et al. 2016, where e s and es t come first.
        Stream<String> words = Stream.of(
                        Stream.generate(() -> "low").limit(5),
                        Stream.generate(() -> "lower").limit(2),
                        Stream.generate(() -> "newest").limit(6),
                        Stream.generate(() -> "widest").limit(3))
                .flatMap(stream -> stream);
        assertThat(BpeTrainer.train(words, BASE + 4).tokens()).endsWith("es", "est", "lo", "low");
    }

    @Test
    void neverMergesDigits() {
        assertThat(BpeTrainer.train(Stream.of("12 12 12 ab"), BASE + 1).merges())
                .containsExactly(new BpeTrainer.Pair("a", "b"));
    }
}
