package io.sluice.workflow.execution;

import io.sluice.workflow.definition.Workflow;
import java.time.Instant;

/**
 * All that a decision about a run rests on, beside its state and the command.
 *
 * @param now      when it is decided
 * @param workflow in the version that the run began with
 */
public record RunContext(Instant now, Workflow workflow, Policy policy, RunRules rules) {
}
