package io.sluice.selection.pipeline;

import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.contracts.training.TrainingJob;

/** Training jobs on chosen rows. */
public final class TrainingJobs {

    private TrainingJobs() {
    }

    /**
     * Trainers find the rows by their digest, which the adapter's manifest keeps: so it leads to the rows.
     *
     * @param id      the same for the same job, so that it is done once
     * @param dataSet digest of the rows
     */
    public static TrainingJob on(String id, String adapter, PipelineRequest.Training how, String dataSet) {
        return new TrainingJob(id, adapter, how.base(), null, how.kind(), null, new TrainingJob.DataReference("rows-" + dataSet.substring(0, 16) + ".jsonl", dataSet),
                how.seed(), new TrainingJob.Budget(how.steps(), how.cpuSecondsMax()), how.settings(), how.tags());
    }
}
