package io.sluice.inference.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogprobsTest {

    @Test
    void probabilitiesSumToOneEvenForHugeLogits() {
        Logprobs logprobs = Logprobs.of(new float[] {1000, 999, 998});
        assertThat(IntStream.range(0, 3).mapToDouble(id -> Math.exp(logprobs.of(id))).sum()).isCloseTo(1, within(1e-6));
        assertThat(logprobs.of(0) - logprobs.of(1)).isCloseTo(1, within(1e-12));
    }

    @Test
    void bestComeFirstAndTiesGoToTheLowerId() {
        assertThat(Logprobs.of(new float[] {1, 3, 3, 2, 3}).top(4)).containsExactly(1, 2, 4, 3);
        assertThat(Logprobs.of(new float[] {1, 2}).top(20)).containsExactly(1, 0);
        assertThat(Logprobs.of(new float[] {1, 2}).top(0)).isEmpty();
    }

    @Test
    void topAgreesWithSortingEverything() {
        Random random = new Random(5);
        for (int trial = 0; trial < 200; trial++) {
            float[] logits = new float[40];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = random.nextInt(15);
            }
            int count = random.nextInt(21);
            int[] expected = IntStream.range(0, logits.length).boxed()
                    .sorted(Comparator.comparingDouble((Integer id) -> -logits[id]).thenComparing(id -> id))
                    .limit(count).mapToInt(id -> id).toArray();
            assertThat(Logprobs.of(logits).top(count)).containsExactly(expected);
        }
    }

    @Test
    void refusesLogitsThatAreNoDistribution() {
        assertThatThrownBy(() -> Logprobs.of(new float[] {0, Float.NaN})).isInstanceOf(BrokenLogitsException.class);
    }
}
