package io.sluice.trainer.job;

import io.sluice.contracts.event.TrainingProgressEvent;

/** Tells what becomes of a job. Both wait for the broker, some seconds at most, and say whether it has it. */
public interface Teller {

    boolean tell(TrainingProgressEvent event);

    /** The record that asked for the job goes to the dead letters. */
    boolean bury(String reason);
}
