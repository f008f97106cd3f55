package io.sluice.workflow.execution;

/** What a person wrote who let a step be done: the step sees it as {@code approval}. */
public record ApprovalNote(int step, String text) {
}
