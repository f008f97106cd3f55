package io.sluice.workflow.kafka;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Time;

/**
 * Time that goes on evenly while the process lives: read once and counted on from there, so that a clock that is set forward
 * or back fires no timer early and holds none up. Read of the brokers ({@link BrokersTime}) before anything is decided, so that
 * replicas whose clocks differ have one time. The same for Kafka Streams and for decisions.
 */
final class SteadyTime implements Time {

    private volatile Instant start;
    private final long startNanos = System.nanoTime();

    SteadyTime(Clock clock) {
        this.start = clock.instant();
    }

    /** Before anything rests on it. */
    void ahead(Duration by) {
        start = start.plus(by);
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
