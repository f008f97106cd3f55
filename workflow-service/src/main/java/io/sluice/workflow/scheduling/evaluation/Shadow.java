package io.sluice.workflow.scheduling.evaluation;

import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Scheduler;
import io.sluice.workflow.scheduling.Situation;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler that is asked beside the one in force and obeyed by nobody.
 *
 * @param kind as the document names it
 */
public record Shadow(String kind, Scheduler scheduler) {

    /**
     * What it would have chosen.
     *
     * @param agent  absent: to end the run
     * @param agrees whether that is what was chosen
     */
    public record Opinion(String kind, @Nullable String agent, boolean agrees) {
    }

    /**
     * @param live   what the scheduler in force chose in the same situation
     * @param random of the shadow's own: none of the numbers that the other takes
     */
    public Opinion beside(Choice live, Situation situation, RandomGenerator random) {
        Choice choice = scheduler.next(situation, random);
        return new Opinion(kind, choice.agent(), Objects.equals(live.agent(), choice.agent()));
    }
}
