package io.sluice.workflow.execution;

import io.sluice.contracts.workflow.Spending;
import io.sluice.contracts.workflow.StepDecision;

/**
 * The step with which a run ended, because it failed or was cut short: it came to nothing.
 *
 * @param decision that led to it; {@code executed} is left out of it: it is the agents of the steps before
 * @param spending failed attempts included
 */
public record BrokenStep(int step, String agent, StepDecision decision, Spending spending) {
}
