package io.sluice.platform.event;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records that the broker has not acknowledged yet, those in Kafka's own buffers included: one bound for all of them.
 * Thread-safe; adding never blocks.
 */
final class EventBuffer {

    private final int max;
    private final LinkedBlockingQueue<ProducerRecord<String, byte[]>> waiting = new LinkedBlockingQueue<>();
    private final AtomicInteger kept = new AtomicInteger();
    private final AtomicLong progressNanos = new AtomicLong(System.nanoTime());

    EventBuffer(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("sluice.events.capacity must be 1 or more, not " + max);
        }
        this.max = max;
    }

    /** False when it is full. */
    boolean add(ProducerRecord<String, byte[]> record) {
        int before = kept.getAndUpdate(n -> Math.min(n + 1, max));
        if (before == max) {
            return false;
        }
        if (before == 0) {
            progressNanos.set(System.nanoTime());
        }
        waiting.add(record);
        return true;
    }

    /** The oldest that nobody took yet, waited for; it still counts as kept. */
    @Nullable ProducerRecord<String, byte[]> take(Duration limit) throws InterruptedException {
        return waiting.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** One that was taken was acknowledged or given up. */
    void done() {
        progressNanos.set(System.nanoTime());
        kept.decrementAndGet();
    }

    int kept() {
        return kept.get();
    }

    /** All that is left is given up; returns how many. */
    int abandon() {
        waiting.clear();
        return kept.getAndSet(0);
    }

    /** How long records have been waiting with none of them getting done; zero when there are none. */
    Duration stalled() {
        return kept.get() == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - progressNanos.get());
    }
}
