package io.sluice.trainer.job;

/**
 * Bounds of what a job may ask for.
 *
 * @param stepsMax        of a job
 * @param cpuSecondsMax   of a job's training, also where it names more
 * @param checkpointEvery steps
 * @param startsMax       begun so often without reaching the next checkpoint, a job fails
 */
public record JobLimits(int stepsMax, double cpuSecondsMax, int checkpointEvery, int startsMax) {

    public static final JobLimits USUAL = new JobLimits(100_000, 24 * 3600, 50, 3);
}
