package io.sluice.trainer.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.junit.jupiter.api.Test;

class EntropySignalTest {

    /** Of the four pairs of a wrong and a right token, three have the wrong one higher. */
    @Test
    void countsThePairsThatEntropyOrders() {
        EntropySignal signal = EntropySignal.of(Map.of(0.1, true, 0.5, false, 0.7, true, 0.9, false));
        assertThat(signal.tokens()).isEqualTo(4);
        assertThat(signal.right()).isEqualTo(0.5);
        assertThat(signal.natsRight()).isCloseTo(0.4, within(1e-12));
        assertThat(signal.natsWrong()).isCloseTo(0.7, within(1e-12));
        assertThat(signal.auroc()).isEqualTo(0.75);
    }

    @Test
    void aModelThatNeverErrsTellsNothing() {
        assertThat(EntropySignal.of(Map.of(0.1, true)).auroc()).isEqualTo(0.5);
    }

    @Test
    void entropyIsThatOfTheSoftmax() {
        assertThat(EntropySignal.entropy(new float[] {3, 3, 3, 3})).isCloseTo(Math.log(4), within(1e-12));
        double p = 1 / (1 + Math.exp(-2));
        double expected = -p * Math.log(p) - (1 - p) * Math.log(1 - p);
        assertThat(EntropySignal.entropy(new float[] {1002, 1000})).isCloseTo(expected, within(1e-9));
    }
}
