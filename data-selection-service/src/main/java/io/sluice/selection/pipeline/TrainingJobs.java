package io.sluice.selection.pipeline;

import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.contracts.training.TrainingJob;
import java.util.List;

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
        return new TrainingJob(id, adapter, how.base(), null, how.kind(), null, TrainingJob.DataReference.dataSet(dataSet, null, List.of()),
                how.seed(), new TrainingJob.Budget(how.steps(), how.cpuSecondsMax()), how.settings(), how.tags());
    }
}
