package io.sluice.workflow.scheduling;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A finished run, as learners see it.
 *
 * @param run       identity: an episode is learned from once
 * @param taskClass that its decisions saw
 * @param sketch    of the task's text, so that classes by likeness can be found; absent where classes are rules
 * @param verdict   of the answer at the end, as the run saw it: what the last step led to
 * @param solved    whether the task was solved in truth: the verifier's last word, or a label where there is one; absent:
 *                  nobody knows, and nothing is learned of it
 * @param broken    whether the last decision's step came to nothing, so that the run ended with it: it failed, or was cut short
 * @param decisions in order; the last is the stop, where the scheduler chose it
 */
public record Episode(String run, int taskClass, @Nullable String sketch, Verdict verdict, @Nullable Boolean solved, boolean broken,
        List<Decision> decisions) {

    /** One whose last step came to its end. */
    public Episode(String run, int taskClass, @Nullable String sketch, Verdict verdict, @Nullable Boolean solved, List<Decision> decisions) {
        this(run, taskClass, sketch, verdict, solved, false, decisions);
    }

    /**
     * @param choice what was drawn, with its propensity
     * @param price  what the step cost in the workflow's prices, waiting included, 0 or more
     */
    public record Decision(Situation situation, Choice choice, double price) {
    }
}
