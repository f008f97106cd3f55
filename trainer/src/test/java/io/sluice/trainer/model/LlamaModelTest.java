package io.sluice.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LlamaModelTest {

    @Test
    void decodingWithTheCacheGivesWhatAWholePassGives() {
        try (LlamaModel model = LlamaModel.of(Tiny.SHAPE, Tiny.weights(1))) {
            int[] prompt = {3, 1, 4};
            int[] greedy = model.greedy(List.of(prompt, new int[] {9, 2, 6}), -1, 8).getFirst();
            int[] tokens = prompt;
            for (int next : greedy) {
                float[][] logits = model.logits(tokens);
                assertThat(argMax(logits[logits.length - 1])).isEqualTo(next);
                tokens = append(tokens, next);
            }
        }
    }

    @Test
    void stopsBeforeTheEndToken() {
        try (LlamaModel model = LlamaModel.of(Tiny.SHAPE, Tiny.weights(1))) {
            int[] all = model.greedy(List.of(new int[] {3, 1, 4}), -1, 8).getFirst();
            int[] cut = model.greedy(List.of(new int[] {3, 1, 4}), all[2], 8).getFirst();
            int first = IntStream.range(0, 8).filter(i -> all[i] == all[2]).findFirst().orElseThrow();
            assertThat(cut).isEqualTo(Arrays.copyOf(all, first));
        }
    }

    @Test
    void laterTokensDoNotChangeEarlierLogits() {
        try (LlamaModel model = LlamaModel.of(Tiny.SHAPE, Tiny.weights(2))) {
            float[][] one = model.logits(new int[] {1, 2, 3, 4});
            float[][] other = model.logits(new int[] {1, 2, 9, 9});
            assertThat(one[0]).containsExactly(other[0], within(1e-6f));
            assertThat(one[1]).containsExactly(other[1], within(1e-6f));
            assertThat(one[2]).isNotEqualTo(other[2]);
        }
    }

    @Test
    void clippedStepsAreNoLongerThanTheRate() {
        try (LlamaModel model = LlamaModel.of(Tiny.SHAPE, Tiny.weights(3))) {
            float[] before = model.weights();
            model.train(Tiny.batch(1), 0.01);
            float[] after = model.weights();
            for (int i = 0; i < before.length; i++) {
                // The first Adam step is at most the rate, and decay takes at most rate·0.05·|w| more.
                assertThat(Math.abs(after[i] - before[i])).isLessThan(0.0101f + 0.0006f * Math.abs(before[i]));
            }
        }
    }

    @Test
    void aGradientThatIsNotFiniteStopsTheRun() {
        float[] weights = Tiny.weights(4);
        weights[0] = Float.NaN;
        try (LlamaModel model = LlamaModel.of(Tiny.SHAPE, weights)) {
            Batch batch = Tiny.batch(1);
            batch.inputs()[1] = 0;
            assertThatThrownBy(() -> model.train(batch, 0.01))
                    .isInstanceOf(ArithmeticException.class)
                    .hasMessageContaining("learning rate");
        }
    }

    private static int argMax(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    private static int[] append(int[] tokens, int next) {
        int[] longer = Arrays.copyOf(tokens, tokens.length + 1);
        longer[tokens.length] = next;
        return longer;
    }
}
