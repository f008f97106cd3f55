package io.sluice.workflow.step;

import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.scheduling.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says of the run's answer whether it is right, after a step that may have changed it, and on the side of whoever does steps:
 * it may need models. Blocks its thread and heeds interruption, as {@link StepRunner} does.
 */
public interface Judge {

    /**
     * @param done    a success, of whatever role: after an answer the answer is judged, after a verdict its text may be one
     * @param journal the step's: keys begin with {@code judge/}
     */
    Judgement judge(StepRequest request, Workflow workflow, StepOutcome.Succeeded done, EffectJournal journal) throws InterruptedException;

    /**
     * @param verdict {@link Verdict#NONE}: nothing was judged, what was known of the answer stays as it is (of a new answer: nothing)
     * @param reason  for people
     */
    record Judgement(Verdict verdict, @Nullable String reason, List<StepOutcome.Use> uses) {
    }
}
