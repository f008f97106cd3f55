package io.sluice.selection.promotion;

import io.sluice.contracts.selection.Pipeline;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * How far something is that is waited for.
 *
 * @param <T> what comes of it
 */
public sealed interface Stage<T> {

    record Done<T>(T what) implements Stage<T> {
    }

    /** @param reason what stands in the way; null: nothing does, it takes its time */
    record Waiting<T>(Pipeline.@Nullable Reason reason) implements Stage<T> {
    }

    /** It comes to nothing, however often it is tried. */
    record Failed<T>(Pipeline.Reason reason) implements Stage<T> {
    }

    /** What is done after it. */
    @FunctionalInterface
    interface Next<T, R> {

        Stage<R> of(T what) throws IOException, InterruptedException;
    }

    /** Goes on once it is done. */
    default <R> Stage<R> then(Next<T, R> next) throws IOException, InterruptedException {
        return switch (this) {
            case Done<T>(T what) -> next.of(what);
            case Waiting<T>(Pipeline.Reason reason) -> new Waiting<>(reason);
            case Failed<T>(Pipeline.Reason reason) -> new Failed<>(reason);
        };
    }
}
