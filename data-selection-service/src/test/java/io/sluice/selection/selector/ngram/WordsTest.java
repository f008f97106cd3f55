package io.sluice.selection.selector.ngram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WordsTest {

    private final Words words = new Words();

    private List<String> read(String text) {
        return IntStream.range(0, words.read(text)).mapToObj(words::word).toList();
    }

    @Test
    void areRunsOfLettersAndRunsOfPunctuation() {
        assertThat(read("Can't stop, won't_stop:  x1 += 3;\n")).containsExactly("Can", "'", "t", "stop", ",", "won", "'", "t_stop", ":", "x1", "+=", "3", ";");
        assertThat(read("Größe 世界 \ud83d\ude00!")).containsExactly("Größe", "世界", "\ud83d\ude00", "!");
        assertThat(read(" \n\t")).isEmpty();
        assertThat(read("")).isEmpty();
    }

    @Test
    void areAlikeInUpperAndLowerCase() {
        words.read("Word");
        int upper = words.hash(0);
        words.read("another wORD");

        assertThat(words.hash(1)).isEqualTo(upper);
        assertThat(words.hash(0)).isNotEqualTo(upper);
    }

    @Test
    void thereMayBeManyAndLongOnes() {
        assertThat(read("a ".repeat(10_000))).hasSize(10_000);
        assertThat(read("a".repeat(100_000))).hasSize(1);
        assertThat(words.words(0, 0)).hasSize(61).endsWith("…");
    }
}
