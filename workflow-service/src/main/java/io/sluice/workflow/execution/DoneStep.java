package io.sluice.workflow.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.workflow.Spending;
import io.sluice.contracts.workflow.StepDecision;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A step that was done and counts.
 *
 * @param decision that led to it; {@code executed} is left out of it: it is the agents of the steps before
 * @param role     what the output becomes: {@code answer}, {@code verdict} or {@code note}
 * @param output   absent: the agent's pattern was not found
 * @param verdict  of the run's answer after it; absent: not judged
 * @param spending failed attempts included
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DoneStep(
        int step,
        String agent,
        StepDecision decision,
        String role,
        @Nullable String output,
        @Nullable String suggestion,
        @Nullable String verdict,
        Spending spending,
        Instant at) {
}
