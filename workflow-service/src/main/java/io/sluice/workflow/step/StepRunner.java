package io.sluice.workflow.step;

import io.sluice.workflow.definition.Workflow;

/**
 * Does one step, outside of whatever keeps the runs. Blocks its thread, heeds interruption (a cancelled step) and the
 * request's deadline. What goes wrong is an outcome; besides interruption only what the journal throws comes through (nobody
 * waits for the step any more), and faults of the code.
 */
public interface StepRunner {

    StepOutcome run(StepRequest request, Workflow workflow, EffectJournal journal) throws InterruptedException;
}
