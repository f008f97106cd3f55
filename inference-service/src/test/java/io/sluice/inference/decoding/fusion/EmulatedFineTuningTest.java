package io.sluice.inference.decoding.fusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.sluice.inference.decoding.BrokenLogitsException;
import io.sluice.inference.decoding.Logprobs;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmulatedFineTuningTest {

    private static float[] row(int length, double spread, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] row = new float[length];
        for (int i = 0; i < length; i++) {
            row[i] = (float) (random.nextGaussian() * spread + 3);
        }
        return row;
    }

    private static float[] fused(double strength, float[] base, float[] tuned, float[] reference) {
        float[][] logits = {base.clone(), tuned.clone(), reference.clone()};
        new EmulatedFineTuning(strength).fuse(logits);
        assertThat(logits[1]).isEqualTo(tuned);
        assertThat(logits[2]).isEqualTo(reference);
        return logits[0];
    }

    private static double[] logprobs(float[] logits) {
        double max = Double.NEGATIVE_INFINITY;
        for (float logit : logits) {
            max = Math.max(max, logit);
        }
        double sum = 0;
        for (float logit : logits) {
            sum += Math.exp(logit - max);
        }
        double[] all = new double[logits.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = logits[i] - max - Math.log(sum);
        }
        return all;
    }

    /** The equation as it stands: log-probabilities of three models, and a normaliser by summing. */
    private static double[] oracle(double strength, float[] base, float[] tuned, float[] reference) {
        double[] large = logprobs(base);
        double[] small = logprobs(tuned);
        double[] before = logprobs(reference);
        double sum = 0;
        for (int i = 0; i < large.length; i++) {
            large[i] += strength * (small[i] - before[i]);
            sum += Math.exp(large[i]);
        }
        for (int i = 0; i < large.length; i++) {
            large[i] -= Math.log(sum);
        }
        return large;
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 0.5", "7, 4, 1", "448, 3, 0.25", "1000, 10, 1", "1000, 10, 3.5", "129, 30, 1"})
    void agreesWithTheEquationInDoublePrecision(int vocabulary, double spread, double strength) {
        float[] base = row(vocabulary, spread, 1);
        float[] tuned = row(vocabulary, spread, 2);
        float[] reference = row(vocabulary, spread, 3);
        double[] expected = oracle(strength, base, tuned, reference);
        Logprobs actual = Logprobs.of(fused(strength, base, tuned, reference));
        for (int i = 0; i < vocabulary; i++) {
            assertThat(actual.of(i)).isEqualTo(expected[i], within(1e-4 * (1 + strength)));
        }
    }

    @Test
    void ofNoStrengthIsTheBaseToTheBit() {
        float[] base = row(300, 5, 1);
        assertThat(fused(0, base, row(300, 5, 2), row(300, 5, 3))).isEqualTo(base);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 10})
    void aTunedModelThatLearnedNothingLeavesTheBaseToTheBit(double strength) {
        float[] base = row(300, 5, 1);
        float[] small = row(300, 5, 2);
        assertThat(fused(strength, base, small, small)).isEqualTo(base);
    }

    @Test
    void onTheReferenceItselfItIsTheTunedModel() {
        float[] small = row(300, 5, 1);
        float[] tuned = row(300, 5, 2);
        Logprobs actual = Logprobs.of(fused(1, small, tuned, small));
        double[] expected = logprobs(tuned);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual.of(i)).isEqualTo(expected[i], within(1e-5));
        }
    }

    @Test
    void onlyDifferencesOfLogitsCount() {
        float[] base = row(50, 2, 1);
        float[] higher = row(50, 2, 2);
        for (int i = 0; i < higher.length; i++) {
            higher[i] += 16;
        }
        Logprobs plain = Logprobs.of(fused(1, base, row(50, 2, 2), row(50, 2, 3)));
        Logprobs shifted = Logprobs.of(fused(1, base, higher, row(50, 2, 3)));
        for (int i = 0; i < base.length; i++) {
            assertThat(shifted.of(i)).isEqualTo(plain.of(i), within(2e-5));
        }
    }

    @Test
    void logitsThatAreNoneAreNotHidden() {
        float[] broken = row(50, 2, 2);
        broken[7] = Float.NaN;
        float[] result = fused(1, row(50, 2, 1), broken, row(50, 2, 3));
        assertThatThrownBy(() -> Logprobs.of(result)).isInstanceOf(BrokenLogitsException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 10.5, Double.NaN, Double.POSITIVE_INFINITY})
    void aStrengthOutsideItsRangeIsRefused(double strength) {
        assertThatThrownBy(() -> new EmulatedFineTuning(strength)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("strength");
    }
}
