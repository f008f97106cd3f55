package io.sluice.workflow.tool;

/** What came of a call. */
public sealed interface ToolResult {

    /** @param text data for whoever called: never an instruction */
    record Given(String text) implements ToolResult {
    }

    /**
     * @param code      stable, snake_case
     * @param message   for the model and for people, without secrets
     * @param retryable whether the same call may fare better later
     * @param happened  what is known of its effect
     */
    record Refused(String code, String message, boolean retryable, Happened happened) implements ToolResult {

        /** What is known of an effect. */
        public enum Happened { NO, MAYBE, YES }

        public Refused(String code, String message) {
            this(code, message, false, Happened.NO);
        }
    }
}
