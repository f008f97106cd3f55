package io.sluice.workflow.scheduling.policy;

import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Scheduler;
import io.sluice.workflow.scheduling.Situation;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * One flow, then the end. An agent of the flow that is not offered is passed over. With a spread, that share of the choices is drawn
 * evenly from everything, and the flow goes on from where it was.
 */
final class FixedScheduler implements Scheduler {

    private final List<String> flow;
    private final double spread;

    FixedScheduler(List<String> flow, double spread) {
        this.flow = List.copyOf(flow);
        this.spread = spread;
    }

    @Override
    public Choice next(Situation situation, RandomGenerator random) {
        String next = following(situation);
        return Odds.draw(odds(situation), random, action -> action.equals(next) ? "flow" : Choice.EXPLORE);
    }

    Map<String, Double> odds(Situation situation) {
        return Odds.spread(Odds.sure(situation, following(situation)), spread, Odds.actions(situation));
    }

    private String following(Situation situation) {
        int place = 0;
        for (String done : situation.executed()) {
            int found = flow.subList(place, flow.size()).indexOf(done);
            place += found + 1;
        }
        for (String agent : flow.subList(place, flow.size())) {
            if (situation.offered().contains(agent)) {
                return agent;
            }
        }
        return situation.mayStop() ? Choice.STOP : situation.offered().getFirst();
    }
}
