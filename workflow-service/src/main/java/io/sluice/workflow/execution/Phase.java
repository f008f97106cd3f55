package io.sluice.workflow.execution;

/** Where a run is. */
public enum Phase {
    /** Its team was asked for its cost limit. */
    RESERVING,
    /** Between two steps: only seen of a run that is paused. */
    READY,
    /** A step is being done. */
    STEP,
    /** A step failed and is done again later. */
    RETRYING,
    /** A person decides whether the next step is done. */
    APPROVAL,
    /** A person has to say whether an effect happened. */
    ATTENTION,
    COMPLETED,
    FAILED,
    CANCELLED;

    public boolean ended() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
