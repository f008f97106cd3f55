package io.sluice.inference.decoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EntropyTest {

    @Test
    void uniformOverFourIsTwoBits() {
        assertThat(Entropy.natsToBits(Entropy.nats(new float[] {7, 7, 7, 7}))).isCloseTo(2.0, within(1e-6));
    }

    @Test
    void agreesWithTheDossiersExample() {
        assertThat(Entropy.natsToBits(Entropy.nats(new float[] {2, 1, 0, -1}))).isCloseTo(1.367007, within(1e-6));
    }

    @Test
    void certaintyIsZeroAndImpossibleTokensCountNothing() {
        assertThat(Entropy.nats(new float[] {0, Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY})).isCloseTo(0, within(1e-20));
        assertThat(Entropy.nats(new float[] {800, -800, -800})).isCloseTo(0, within(1e-20));
        assertThat(Entropy.nats(new float[] {5, 5, Float.NEGATIVE_INFINITY})).isCloseTo(Math.log(2), within(1e-6));
    }

    @Test
    void isNotANumberWhenTheLogitsAreNoDistribution() {
        assertThat(Entropy.nats(new float[] {1, Float.NaN, 0})).isNaN();
        assertThat(Entropy.nats(new float[] {1, Float.POSITIVE_INFINITY, 0})).isNaN();
        assertThat(Entropy.nats(new float[] {Float.NEGATIVE_INFINITY, Float.NEGATIVE_INFINITY})).isNaN();
    }

    @Test
    void agreesWithTheDefinitionOnRandomLogits() {
        Random random = new Random(11);
        for (int trial = 0; trial < 200; trial++) {
            float[] logits = new float[1 + random.nextInt(300)];
            double z = 0;
            for (int i = 0; i < logits.length; i++) {
                logits[i] = (float) (random.nextGaussian() * 6);
                z += Math.exp(logits[i]);
            }
            double expected = 0;
            for (float logit : logits) {
                double p = Math.exp(logit) / z;
                expected -= p == 0 ? 0 : p * Math.log(p);
            }
            assertThat(Entropy.nats(logits)).isCloseTo(expected, within(1e-5)).isBetween(0.0, Math.log(logits.length) + 1e-5);
            assertThat(Entropy.bitsToNats(Entropy.natsToBits(expected))).isCloseTo(expected, within(1e-12));
        }
    }
}
