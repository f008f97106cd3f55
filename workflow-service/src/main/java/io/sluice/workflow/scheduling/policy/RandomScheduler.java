package io.sluice.workflow.scheduling.policy;

import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Scheduler;
import io.sluice.workflow.scheduling.Situation;
import java.util.random.RandomGenerator;

/** Everything that may be chosen is equally likely, ending included. */
final class RandomScheduler implements Scheduler {

    @Override
    public Choice next(Situation situation, RandomGenerator random) {
        return Odds.draw(Odds.even(situation, Odds.actions(situation)), random, action -> "random");
    }
}
