package io.sluice.selection.job;

import java.util.concurrent.CompletableFuture;

/**
 * Takes facts of record, and tells what they came to. Thread-safe.
 *
 * @param <E> facts
 */
public interface Desk<E> {

    /** What became of a fact that was handed in. */
    sealed interface Answer {

        /** It is of record, and this is what it came to. */
        record Told(Folded folded) implements Answer {
        }

        /** It is of record; what it came to is not known here yet. */
        record Pending() implements Answer {
        }
    }

    /** Fails within seconds where the log does not answer, and then nothing was written. */
    CompletableFuture<Answer> append(E fact);

    /** Whether all that was of record at the start is known: before, nobody can say what there is not. */
    boolean caughtUp();

    /** Completes once all that is of record now is known; fails where the log does not answer. */
    CompletableFuture<Void> upToNow();
}
