package io.sluice.selection.job;

import io.sluice.contracts.event.SelectionEvent;
import io.sluice.contracts.selection.SelectionJob;

/** Does a step, and says in a fact what came of it: done, not now, or never. Blocks. Thread-safe. */
public interface StepRunner {

    /**
     * @param attempt 1 first
     * @throws InterruptedException when whoever asked has no use for it any more; nothing is lost but time
     */
    SelectionEvent run(SelectionJob job, Step step, int attempt) throws InterruptedException;

    /** Deletes what steps of a job that has ended left for no other job; done again it changes nothing. */
    void release(SelectionJob job);
}
