package io.sluice.trainer.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class ScheduleTest {

    private final Schedule schedule = new Schedule(0.01, 1100, 100);

    @Test
    void risesToThePeakInTheWarmup() {
        assertThat(schedule.rate(0)).isCloseTo(0.0001, within(1e-12));
        assertThat(schedule.rate(49)).isCloseTo(0.005, within(1e-12));
        assertThat(schedule.rate(99)).isCloseTo(0.01, within(1e-12));
    }

    @Test
    void fallsAlongACosineToATwentieth() {
        assertThat(schedule.rate(100)).isCloseTo(0.01, within(1e-12));
        assertThat(schedule.rate(600)).isCloseTo(0.01 * (0.05 + 0.95 / 2), within(1e-12));
        assertThat(schedule.rate(1100)).isCloseTo(0.0005, within(1e-12));
    }
}
