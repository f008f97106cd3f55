package io.sluice.selection.job;

import io.sluice.contracts.selection.Pipeline;
import io.sluice.contracts.selection.PipelineStep;
import java.time.Instant;
import java.util.Optional;

/**
 * Does what things that are folds of facts say is next. Any replica may, at any time, again. Blocks. Thread-safe.
 *
 * @param <E> facts
 * @param <A> what is to be done
 */
public interface Doer<E, A> {

    Outcome<E> run(String id, A action) throws InterruptedException;

    /** The step that an action belongs to. */
    PipelineStep step(A action);

    /** The fact that an action waits; empty: nobody need know. */
    Optional<E> delayed(String id, A action, Pipeline.Reason reason, Instant at);

    /** The fact that an action that was told to wait goes on. */
    Optional<E> resumed(String id, A action, Instant at);

    /** The fact that an action has waited for too long; empty: it has to be done however long it takes. */
    Optional<E> givenUp(String id, A action, Pipeline.Reason reason, Instant at);
}
