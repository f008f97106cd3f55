package io.sluice.trainer.job;

/** What is wanted of a job while it runs. */
public enum Wish {
    GO_ON,
    /** The job is not wanted any more. */
    CANCEL,
    /** The worker stops, or the job is another worker's now. */
    LEAVE
}
