package io.sluice.workflow.definition;

import org.jspecify.annotations.Nullable;

/** How an answer is found to be right. */
public sealed interface VerifierSpec {

    /** Found in the answer; RE2. */
    record Pattern(String pattern) implements VerifierSpec {
    }

    /** The answer is JSON that validates. */
    record Schema(tools.jackson.databind.JsonNode schema) implements VerifierSpec {
    }

    /** True of the variables {@code input}, {@code answer} and of whatever the run was started with. */
    record Expression(String expression) implements VerifierSpec {
    }

    /** Equals what the run was started with under this name: for exercises and for learning from labelled tasks. */
    record Expected(String variable) implements VerifierSpec {
    }

    /**
     * An agent says so.
     *
     * @param agent of role {@code verdict}
     * @param pass  found in its output when the answer is right; RE2
     * @param fail  found in its output when the answer is wrong; neither found: unsure
     */
    record ByAgent(String agent, String pass, @Nullable String fail) implements VerifierSpec {
    }
}
