package io.sluice.workflow.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class SteadyTimeTest {

    private Instant wall = Instant.parse("2026-11-21T12:00:00Z");

    @Test
    void isAsFarAheadAsTheBrokersAre() {
        InstantSource walls = () -> wall;
        SteadyTime time = new SteadyTime(walls.withZone(ZoneOffset.UTC));
        time.ahead(Duration.ofMinutes(-5));

        assertThat(Duration.between(time.clock().instant(), wall)).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
    }

    @Test
    void aClockThatIsSetMovesNoAlarm() {
        InstantSource walls = () -> wall;
        SteadyTime time = new SteadyTime(walls.withZone(ZoneOffset.UTC));
        Instant before = time.clock().instant();

        wall = wall.plus(Duration.ofMinutes(5));
        Instant after = time.clock().instant();
        wall = wall.minus(Duration.ofMinutes(10));

        assertThat(Duration.between(before, after)).isLessThan(Duration.ofMinutes(5)).isGreaterThanOrEqualTo(Duration.ZERO);
        assertThat(time.clock().instant()).isAfterOrEqualTo(after);
        assertThat(time.milliseconds()).isGreaterThanOrEqualTo(before.toEpochMilli());
    }
}
