package io.sluice.workflow.scheduling.evaluation;

import java.util.Locale;

/** Whether a candidate may take over, on the log alone. What it earns in truth is then watched by a canary. */
public sealed interface Promotion {

    /** @param gain over what was in force, a run */
    record Granted(Interval gain) implements Promotion {
    }

    /** @param reason a sentence */
    record Refused(String reason) implements Promotion {
    }

    /** @param tolerance what a run may lose at most, 0 or more, in the workflow's prices */
    static Promotion of(Evaluation evaluation, double tolerance) {
        if (!evaluation.doubts().isEmpty()) {
            return new Refused(String.join("; ", evaluation.doubts()));
        }
        return evaluation.gain().low() > -tolerance ? new Granted(evaluation.gain())
                : new Refused(String.format(Locale.ROOT, "it may lose as much as %.4g a run, where %.4g is tolerated", -evaluation.gain().low(), tolerance));
    }
}
