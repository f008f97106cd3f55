package io.sluice.workflow.step;

import io.sluice.workflow.definition.Workflow;

/**
 * Does one step, outside of whatever keeps the runs. Blocks its thread, heeds interruption (a cancelled step) and the
 * request's deadline; throws nothing but {@link InterruptedException}: what goes wrong is an outcome.
 */
public interface StepRunner {

    StepOutcome run(StepRequest request, Workflow workflow, EffectJournal journal) throws InterruptedException;
}
