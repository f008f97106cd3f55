package io.sluice.platform.event;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts lost events where everybody sees it, and says so in the log at most once in ten seconds. Thread-safe. */
final class DroppedEvents {

    private static final Logger LOG = LoggerFactory.getLogger(EventPublisher.class);
    private static final long SILENCE_NANOS = Duration.ofSeconds(10).toNanos();

    private final Counter meter;
    private final AtomicLong count = new AtomicLong();
    private final AtomicLong lastLineNanos = new AtomicLong(System.nanoTime() - SILENCE_NANOS);

    DroppedEvents(MeterRegistry meters) {
        this.meter = Counter.builder("sluice.events.dropped")
                .description("events given up because the buffer was full, the broker refused them or the service stopped")
                .register(meters);
    }

    void add(int events, String why) {
        meter.increment(events);
        long total = count.addAndGet(events);
        long now = System.nanoTime();
        long last = lastLineNanos.get();
        if (now - last >= SILENCE_NANOS && lastLineNanos.compareAndSet(last, now)) {
            LOG.warn("events dropped: {}; {} since the start", why, total);
        }
    }

    long count() {
        return count.get();
    }
}
