package io.sluice.platform.event;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.SluiceEvent;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes through a bounded buffer that one thread empties ({@link BufferedOutlet}), or past it where somebody waits
 * ({@link DurableOutlet}). Callers never touch a producer, whose {@code send} may block while there is no broker.
 */
public final class KafkaEventPublisher implements EventPublisher, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaEventPublisher.class);

    private final EventCodec codec;
    private final EventBuffer buffer;
    private final DroppedEvents dropped;
    private final BufferedOutlet outlet;
    private final DurableOutlet durable;
    private volatile boolean closed;

    /** @param capacity events kept while the broker is away, 1 or more */
    public KafkaEventPublisher(EventCodec codec, String bootstrapServers, int capacity, MeterRegistry meters) {
        this.codec = codec;
        this.buffer = new EventBuffer(capacity);
        this.dropped = new DroppedEvents(meters);
        this.outlet = new BufferedOutlet(bootstrapServers, buffer, dropped);
        this.durable = new DurableOutlet(bootstrapServers);
        meters.gauge("sluice.events.pending", this, KafkaEventPublisher::pending);
        meters.gauge("sluice.events.broker.away", this, publisher -> publisher.outlet.away() ? 1 : 0);
        outlet.start();
    }

    @Override
    public void publish(SluiceEvent event, @Nullable String traceparent) {
        try {
            if (closed || !buffer.add(codec.encode(event, traceparent))) {
                dropped.add(1, closed ? "the service has stopped" : "the broker is away and the buffer is full");
            }
        } catch (RuntimeException unwritable) {
            // A bug, but not one that the request it is about should pay for.
            dropped.add(1, "an event could not be written as JSON");
            LOG.error("event {} can't be written", event.type(), unwritable);
        }
    }

    @Override
    public CompletableFuture<Void> publishDurably(SluiceEvent event, @Nullable String traceparent) {
        return durable.send(codec.encode(event, traceparent));
    }

    @Override
    public long dropped() {
        return dropped.count();
    }

    @Override
    public int pending() {
        return buffer.kept();
    }

    @Override
    public void close() {
        closed = true;
        outlet.close();
        durable.close();
    }
}
