package io.sluice.benchmarks.workflow;

import io.sluice.benchmarks.workflow.Environment.WorkflowTask;
import io.sluice.workflow.scheduling.stopping.Progress;
import java.util.List;

/** Who knows how the environment works, though not how a draw will fall: nobody's expected reward is larger. */
public interface Oracle {

    /** An agent, or {@link io.sluice.workflow.scheduling.Choice#STOP}. */
    String next(WorkflowTask task, List<Progress.Step> steps);
}
