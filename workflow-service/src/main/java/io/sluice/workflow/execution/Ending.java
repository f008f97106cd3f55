package io.sluice.workflow.execution;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.workflow.RunSaving;
import io.sluice.contracts.workflow.StepDecision;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended, or is going to when its steps are undone.
 *
 * @param kind     {@code completed}, {@code failed} or {@code cancelled}
 * @param code     of a completed run its reason
 * @param decision the scheduler's, where it ended the run
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Ending(String kind, String code, @Nullable String message, @Nullable String actor, @Nullable StepDecision decision,
        @Nullable RunSaving saving) {
}
