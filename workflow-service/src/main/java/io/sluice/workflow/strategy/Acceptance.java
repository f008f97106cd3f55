package io.sluice.workflow.strategy;

import io.sluice.workflow.scheduling.Verdict;
import org.jspecify.annotations.Nullable;

/** Whether a text will do: it has an output, and no check that needs nobody finds it wrong. */
record Acceptance(@Nullable String output, @Nullable String error) {

    static Acceptance of(Problem problem, String text) {
        String output = problem.reading().apply(text);
        if (output == null) {
            return new Acceptance(null, "there is no answer in the expected form in it");
        }
        return new Acceptance(output, problem.judging().apply(output) == Verdict.FAIL ? "it does not pass the check" : null);
    }

    boolean accepted() {
        return error == null;
    }
}
