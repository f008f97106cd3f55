package io.sluice.trainer.job;

/** Told about a job while it runs, on the thread that trains. */
public interface JobProgress {

    /** @param step done before, 0 unless there was a checkpoint */
    void started(int step, int steps);

    /** A checkpoint was written. */
    void progressed(int step, int steps, double loss, double cpuSeconds);

    /** Asked every few steps. */
    Wish wish();
}
