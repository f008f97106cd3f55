package io.sluice.workflow.scheduling;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A finished run, as learners see it.
 *
 * @param run      identity: an episode is learned from once
 * @param solved   whether the verifier passed the answer at the end; absent: nothing was verified, nothing is learned of it
 * @param decisions in order; the last is the stop, where the scheduler chose it
 */
public record Episode(String run, int taskClass, @Nullable Boolean solved, List<Decision> decisions) {

    /**
     * @param choice what was drawn, with its propensity
     * @param price  what the step cost in the workflow's prices, waiting included, 0 or more
     */
    public record Decision(Situation situation, Choice choice, double price) {
    }
}
