package io.sluice.workflow.execution;

import io.sluice.contracts.event.RunEvent;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** Runs as this replica knows them: a moment behind what is of record, never ahead. Thread-safe. */
public interface RunBook {

    Optional<RunState> find(String run);

    /**
     * Completes once this replica knows all that is of record now; fails where the log does not answer. At once, of a book that
     * is never behind.
     */
    default CompletableFuture<Void> upToNow() {
        return CompletableFuture.completedFuture(null);
    }

    /** Whether the runs that have not ended are as many as this replica can hold: none may be begun until some have. */
    boolean full();

    /** Newest first. */
    List<RunState> list(Query query);

    /**
     * Of a workflow's runs that ended, of every tenant, those that ended last, the last one first.
     *
     * @param versions of the workflow
     */
    List<RunState> ended(String workflow, IntPredicate versions, int most);

    /** All events in order; empty: unknown. */
    List<RunEvent> history(String run);

    /**
     * Tells every event after {@code afterSeq} once, in order: first those that are known, then those that come. The listener
     * is called by one thread at a time and must not block.
     *
     * @param afterSeq 0: from the first
     */
    Following follow(String run, long afterSeq, Consumer<RunEvent> listener);

    /** @param before runs that started before this one only, for the next page */
    record Query(String tenant, @Nullable String workflow, @Nullable Phase phase, int limit, @Nullable String before) {
    }

    /** A listener that is told, until this is closed. */
    interface Following extends AutoCloseable {
        @Override
        void close();
    }
}
