package io.sluice.benchmarks.engine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RopeStretchTest {

    private static final double THETA = 500_000;
    private static final int HEAD = 64;

    private final float[] divisors = new RopeStretch(32, 1, 4, 8192).divisors(THETA, HEAD);

    @Test
    void shortWavesStayAndLongOnesAreDividedByTheFactor() {
        assertThat(divisors).hasSize(HEAD / 2);
        for (int i = 0; i < divisors.length; i++) {
            double wavelength = 2 * Math.PI * Math.pow(THETA, 2.0 * i / HEAD);
            if (wavelength < 8192.0 / 4) {
                assertThat(divisors[i]).isEqualTo(1);
            }
            if (wavelength > 8192) {
                assertThat(divisors[i]).isEqualTo(32);
            }
        }
    }

    @Test
    void wavesBetweenAreBlended() {
        // Pair 15: wavelength 2948.3, share (8192 / 2948.3 - 1) / 3 = 0.59285, 1 / (0.40715 / 32 + 0.59285) = 1.65133
        assertThat((double) divisors[15]).isCloseTo(1.65133, within(1e-5));
        assertThat(divisors).isSorted();
    }
}
