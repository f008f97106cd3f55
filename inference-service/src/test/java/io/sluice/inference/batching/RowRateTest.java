package io.sluice.inference.batching;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RowRateTest {

    private final FakeModel model = new FakeModel("m", 1, 1);
    private final RowRate rate = new RowRate(new EngineSettings(1, 1, 64, 256, Duration.ofMillis(100), 1, Duration.ofSeconds(1)));

    @Test
    void beginsCarefully() {
        assertThat(rate.rows(model)).isEqualTo(64);
    }

    @Test
    void fillsTheStepByMeasuredSpeed() {
        rate.measured(model, 100, 100_000_000);
        assertThat(rate.rows(model)).isEqualTo(100);
        rate.measured(model, 100, 500_000_000);
        assertThat(rate.rows(model)).as("a quarter of the way from 1 to 5 ms a row").isEqualTo(50);
    }

    @Test
    void staysWithinItsBounds() {
        rate.measured(model, 16, 1);
        assertThat(rate.rows(model)).isEqualTo(256);
        rate.measured(new FakeModel("other", 1, 1), 16, 1);
        FakeModel slow = new FakeModel("slow", 1, 1);
        rate.measured(slow, 16, Long.MAX_VALUE / 2);
        assertThat(rate.rows(slow)).isEqualTo(16);
    }

    @Test
    void fewRowsTellNothing() {
        rate.measured(model, 1, 1_000_000_000);
        assertThat(rate.rows(model)).isEqualTo(64);
    }
}
