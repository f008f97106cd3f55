package io.sluice.contracts.event;

/**
 * Anything about workflows. Keys: {@code run/ID}, {@code workflow/NAME}, {@code team/NAME}, so that one writer sees all
 * messages of a run, a workflow or a team in one order.
 */
public sealed interface WorkflowMessage extends SluiceEvent
        permits WorkflowCommand, RunEvent, TeamEvent, WorkflowDefined, PromotionEvent, ValuesEvent, StepRequested {
}
