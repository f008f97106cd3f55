package io.sluice.selection.job;

import java.util.Optional;
import java.util.function.Consumer;

/**
 * Things as they are now and as they change. Thread-safe.
 *
 * @param <V> a thing as its callers see it
 */
public interface States<V> {

    Optional<V> find(String id);

    /** Told of every change, on the thread that applies facts: it must not wait. */
    Following follow(String id, Consumer<V> follower);
}
