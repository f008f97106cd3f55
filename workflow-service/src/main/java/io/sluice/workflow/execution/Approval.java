package io.sluice.workflow.execution;

import io.sluice.contracts.workflow.StepDecision;
import java.time.Instant;

/**
 * A step before which a person is asked.
 *
 * @param until    when it is decided without one
 * @param proceeds whether the step is done then
 * @param given    the step may be done
 */
public record Approval(int step, String agent, StepDecision decision, Instant until, boolean proceeds, boolean given) {

    Approval granted() {
        return new Approval(step, agent, decision, until, proceeds, true);
    }
}
