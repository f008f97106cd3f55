package io.sluice.selection.pipeline;

import io.sluice.contracts.selection.PipelineRequest;
import io.sluice.contracts.selection.SelectionRequest;
import io.sluice.contracts.training.TrainingJob;
import java.util.List;

/** Training jobs on chosen rows. */
public final class TrainingJobs {

    private TrainingJobs() {
    }

    /**
     * Trainers find the rows by their digest. The adapter's manifest keeps it, the pool's digest as what they were selected from, and
     * which job selected them for what: so it leads to the lineage of each row.
     *
     * @param id        the same for the same job, so that it is done once
     * @param selection the selection job
     * @param rows      what it selected them from and for, with digests in place of names
     * @param dataSet   digest of the rows
     */
    public static TrainingJob on(String id, String adapter, PipelineRequest.Training how, String selection, SelectionRequest rows, String dataSet) {
        String source = "selection " + selection + (rows.target() == null ? "" : ", for the target " + rows.target());
        List<String> parents = List.of(rows.pool().replaceFirst("^sha256:", ""));
        return new TrainingJob(id, adapter, how.base(), null, how.kind(), null, TrainingJob.DataReference.dataSet(dataSet, source, parents),
                how.seed(), new TrainingJob.Budget(how.steps(), how.cpuSecondsMax()), how.settings(), how.tags());
    }
}
