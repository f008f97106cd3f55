package io.sluice.selection.selector.instruction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class MtldTest {

    private static double mtld(String words) {
        return Mtld.of(words.length(), words::charAt, new Seen());
    }

    @Test
    void isTheMeanLengthAfterWhichWordsRepeat() {
        assertThat(mtld("")).isZero();
        assertThat(mtld("abcdef")).as("nothing repeats").isEqualTo(6);
        assertThat(mtld("aaaa")).as("a half twice in four").isEqualTo(2);
        assertThat(mtld("abab")).as("two thirds after three, and nothing is left").isEqualTo(4);
        assertThat(mtld("abcda")).as("four fifths at the end is (1 − 0.8) / 0.28 of the way").isCloseTo(5, within(1e-12));
        assertThat(mtld("abcdabcdabcd")).as("twice after six: four of six").isEqualTo(6);
    }

    @Test
    void isTheSameBackwards() {
        String text = "the cat and the dog and the bird saw the cat";
        assertThat(mtld(new StringBuilder(text).reverse().toString())).isEqualTo(mtld(text));
    }

    @Test
    void repeatedTextIsLessDiverse() {
        assertThat(mtld("abcdefgh".repeat(20))).isLessThan(mtld("abcdefghijklmnopqrstuvwxyz".repeat(6)));
    }
}
