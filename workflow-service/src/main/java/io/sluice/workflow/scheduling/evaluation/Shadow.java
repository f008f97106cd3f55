package io.sluice.workflow.scheduling.evaluation;

import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Scheduler;
import io.sluice.workflow.scheduling.Situation;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** A scheduler that is asked beside the one in force and obeyed by nobody. It takes none of the random numbers of the other. */
public record Shadow(Scheduler live, Scheduler candidate) {

    /** @param agrees whether both chose the same */
    public record Pair(Choice live, Choice shadow, boolean agrees) {
    }

    public Pair next(Situation situation, RandomGenerator random) {
        Choice chosen = live.next(situation, random);
        Choice shadow = candidate.next(situation, new SplittableRandom(situation.executed().hashCode()));
        return new Pair(chosen, shadow, Objects.equals(chosen.agent(), shadow.agent()));
    }
}
