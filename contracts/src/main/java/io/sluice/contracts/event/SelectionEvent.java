package io.sluice.contracts.event;

import java.time.Instant;

/**
 * A fact about a selection job. Anybody may append one; a job's state is the fold of its facts in the topic's order, in which the
 * first fact of a kind wins and what does not fit the state counts for nothing. So work may be done and told twice.
 */
public sealed interface SelectionEvent extends SluiceEvent
        permits SelectionRequested, SelectionPrepared, ShardScored, SelectionDelayed, SelectionPaused, SelectionResumed, SelectionCancelled,
        SelectionCompleted, SelectionFailed {

    /** The job's identity. */
    String job();

    Instant at();

    @Override
    default String aggregateId() {
        return job();
    }

    @Override
    default String topic() {
        return Topics.SELECTION_JOBS;
    }
}
