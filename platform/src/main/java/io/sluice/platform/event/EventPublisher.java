package io.sluice.platform.event;

import io.sluice.contracts.event.SluiceEvent;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Tells what happened. Thread-safe. */
public interface EventPublisher {

    /**
     * Never blocks and never throws. While the broker is away events wait in a bounded buffer; when it is full the
     * newest are counted as dropped.
     *
     * @param traceparent W3C trace context of what caused the event
     */
    void publish(SluiceEvent event, @Nullable String traceparent);

    /** For writes of record: completes when the broker has it, exceptionally within seconds when it can't be reached. */
    CompletableFuture<Void> publishDurably(SluiceEvent event, @Nullable String traceparent);

    /** Events given up since the start. */
    long dropped();

    /** Events that wait to be sent or acknowledged. */
    int pending();
}
