package io.sluice.workflow.scheduling.policy;

import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Scheduler;
import io.sluice.workflow.scheduling.Situation;
import java.util.random.RandomGenerator;

/** Every agent once, in the document's order, then the end. */
final class AllScheduler implements Scheduler {

    @Override
    public Choice next(Situation situation, RandomGenerator random) {
        String fallback = situation.mayStop() ? Choice.STOP : situation.offered().getFirst();
        String next = situation.offered().stream().filter(agent -> !situation.executed().contains(agent)).findFirst().orElse(fallback);
        return Odds.draw(Odds.sure(situation, next), random, action -> "flow");
    }
}
