package io.sluice.inference.kafka;

import io.sluice.inference.batching.GenerationObserver;
import io.sluice.platform.event.EventPublisher;

/**
 * Tells everyone else what became of each request: {@code InferenceCompleted} for completed, cancelled and failed ones.
 * Without a broker events wait in the publisher's bounded buffer, and generation goes on.
 */
public final class InferenceEvents {

    private final EventPublisher publisher;

    public InferenceEvents(EventPublisher publisher) {
        this.publisher = publisher;
    }

    /** @param traceparent W3C trace context of the request, which the event carries on */
    public GenerationObserver under(String traceparent) {
        return event -> publisher.publish(event, traceparent);
    }
}
