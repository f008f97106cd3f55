package io.sluice.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PassSharingTest {

    private final FakeModel model = new FakeModel("m", 1_000, 1);
    private final PassSharing sharing = new PassSharing();

    @Test
    void isTheMeanOfTheLastPasses() {
        assertThat(sharing.sequences(model)).isEqualTo(1);
        sharing.passed(model, 8);
        assertThat(sharing.sequences(model)).isEqualTo(8);
        sharing.passed(model, 4);
        assertThat(sharing.sequences(model)).isEqualTo(7);
        for (int i = 0; i < 40; i++) {
            sharing.passed(model, 2);
        }
        assertThat(sharing.sequences(model)).isCloseTo(2, within(0.001));
    }

    @Test
    void modelsAreApart() {
        sharing.passed(model, 8);
        assertThat(sharing.sequences(new FakeModel("n", 1_000, 1))).isEqualTo(1);
    }
}
