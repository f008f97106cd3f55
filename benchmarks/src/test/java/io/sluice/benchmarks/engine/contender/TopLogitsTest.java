package io.sluice.benchmarks.engine.contender;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TopLogitsTest {

    @Test
    void picksTheLargestInOrder() {
        TopLogits top = TopLogits.of(new float[] {1, 5, -2, 7, 5, 0}, 3);
        assertThat(top.tokens()).containsExactly(3, 1, 4);
        assertThat(top.logits()).containsExactly(7, 5, 5);
    }

    @Test
    void takesWhatIsThereWhenThatIsLess() {
        assertThat(TopLogits.of(new float[] {1, 2}, 5).tokens()).containsExactly(1, 0);
    }
}
