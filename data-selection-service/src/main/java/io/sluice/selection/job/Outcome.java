package io.sluice.selection.job;

import io.sluice.contracts.selection.Pipeline;
import org.jspecify.annotations.Nullable;

/**
 * What came of an action.
 *
 * @param <E> facts
 */
public sealed interface Outcome<E> {

    /** A fact to be told. */
    record Told<E>(E fact) implements Outcome<E> {
    }

    /**
     * It has to be looked at again.
     *
     * @param reason what stands in the way; null: nothing does, it takes its time
     */
    record Waiting<E>(Pipeline.@Nullable Reason reason) implements Outcome<E> {
    }
}
