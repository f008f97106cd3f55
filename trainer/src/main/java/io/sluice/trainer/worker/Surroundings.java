package io.sluice.trainer.worker;

import io.sluice.trainer.job.JobRun;
import io.sluice.trainer.registry.RegistryClient;
import java.time.Clock;

/** What every job needs of its worker. */
record Surroundings(WorkerSettings settings, JobRun runs, RegistryClient registry, Clock clock) {
}
