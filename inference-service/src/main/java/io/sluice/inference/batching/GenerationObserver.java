package io.sluice.inference.batching;

import io.sluice.contracts.event.InferenceCompleted;

/**
 * Told of every request that ended, well or not, refused ones included. Called on the engine thread or on the thread
 * that brought the request: it must return at once and not throw.
 */
@FunctionalInterface
public interface GenerationObserver {

    void ended(InferenceCompleted event);
}
