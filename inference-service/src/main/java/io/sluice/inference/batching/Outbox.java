package io.sluice.inference.batching;

import io.sluice.contracts.generation.GenerateEvent;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The events of one request on their way to its reader: one writer (the engine thread), one reader, demand from the
 * reader. It holds {@code limit} events; the engine asks {@link #hasRoom()} before each step and pauses the request's
 * sequences while there is none. What a step that began with room writes still goes in, so the queue may exceed the limit
 * by the events of one step.
 */
final class Outbox implements Flow.Subscription {

    private final Flow.Subscriber<? super GenerateEvent> reader;
    private final int limit;
    private final Runnable wakeEngine;
    private final Queue<GenerateEvent> events = new ConcurrentLinkedQueue<>();
    private final AtomicInteger held = new AtomicInteger();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger draining = new AtomicInteger();
    private volatile boolean cancelled;
    private volatile boolean complete;
    private volatile boolean badDemand;
    private boolean closed;

    Outbox(Flow.Subscriber<? super GenerateEvent> reader, int limit, Runnable wakeEngine) {
        this.reader = reader;
        this.limit = limit;
        this.wakeEngine = wakeEngine;
    }

    boolean hasRoom() {
        return held.get() < limit;
    }

    boolean cancelled() {
        return cancelled;
    }

    void offer(GenerateEvent event) {
        held.incrementAndGet();
        events.add(event);
        drain();
    }

    void complete() {
        complete = true;
        drain();
    }

    @Override
    public void request(long count) {
        if (count <= 0) {
            badDemand = true;
        } else {
            demand.accumulateAndGet(count, (old, more) -> old + more < 0 ? Long.MAX_VALUE : old + more);
        }
        drain();
    }

    @Override
    public void cancel() {
        cancelled = true;
        drain();
        wakeEngine.run();
    }

    /** Whoever comes first delivers; the others leave a note and go. Signals are therefore serial. */
    private void drain() {
        if (draining.getAndIncrement() != 0) {
            return;
        }
        int notes = 1;
        do {
            deliver();
            notes = draining.addAndGet(-notes);
        } while (notes != 0);
    }

    private void deliver() {
        boolean wasFull = !hasRoom();
        while (!closed) {
            if (cancelled) {
                close();
            } else if (badDemand) {
                cancelled = true;
                close();
                wakeEngine.run();
                reader.onError(new IllegalArgumentException("demand must be positive"));
            } else if (events.isEmpty()) {
                if (complete && events.isEmpty()) {
                    close();
                    reader.onComplete();
                }
                break;
            } else if (demand.get() == 0) {
                break;
            } else {
                deliverOne();
            }
        }
        if (wasFull && hasRoom()) {
            wakeEngine.run();
        }
    }

    private void deliverOne() {
        GenerateEvent event = events.remove();
        held.decrementAndGet();
        if (demand.get() != Long.MAX_VALUE) {
            demand.decrementAndGet();
        }
        reader.onNext(event);
    }

    private void close() {
        closed = true;
        events.clear();
        held.set(0);
    }
}
