package io.sluice.trainer.worker;

import io.sluice.trainer.job.JobLimits;
import java.nio.file.Path;
import java.time.Duration;

/**
 * @param name            among all workers; one that comes back under it goes on with its jobs at once
 * @param models          folder of the bases, one folder each
 * @param files           folder of the data that jobs name
 * @param work            where jobs are kept until they have ended
 * @param codeVersion     of this program, for lineage
 * @param uploadPatience  how long a finished adapter waits for the registry before its job fails
 */
public record WorkerSettings(
        String name, Path models, Path files, Path work, JobLimits limits, String codeVersion, Duration uploadPatience) {
}
