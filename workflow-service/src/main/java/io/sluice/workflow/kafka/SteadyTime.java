package io.sluice.workflow.kafka;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Time;

/**
 * Wall time that goes on evenly while the process lives: read from the clock once and counted on from there, so that a clock
 * that is set forward or back fires no timer early and holds none up. The same for Kafka Streams and for decisions.
 */
final class SteadyTime implements Time {

    private final Instant start;
    private final long startNanos = System.nanoTime();

    SteadyTime(Clock clock) {
        this.start = clock.instant();
    }

    Clock clock() {
        InstantSource source = this::now;
        return source.withZone(ZoneOffset.UTC);
    }

    private Instant now() {
        return start.plusNanos(System.nanoTime() - startNanos);
    }

    @Override
    public long milliseconds() {
        return now().toEpochMilli();
    }

    @Override
    public long nanoseconds() {
        return System.nanoTime();
    }

    @Override
    public void sleep(long millis) {
        Time.SYSTEM.sleep(millis);
    }

    @Override
    public void waitObject(Object object, Supplier<Boolean> condition, long deadlineMillis) throws InterruptedException {
        Time.SYSTEM.waitObject(object, condition, deadlineMillis - milliseconds() + Time.SYSTEM.milliseconds());
    }
}
