package io.sluice.workflow.scheduling.policy;

import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Scheduler;
import io.sluice.workflow.scheduling.Situation;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * One flow, then the end. An agent of the flow that is not offered is passed over. With a spread, that share of the choices is drawn
 * evenly from everything.
 *
 * <p>Where a run is in the flow follows from the agents that were executed, one after the other: at each, the flow stands behind the
 * agent's next place in it; where it has none further on, behind the nearest one before, so that what was gone back to is gone on from;
 * and an agent that is not in the flow leaves it where it was. A run that only did what the flow says is where it seems to be.
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
        return odds(situation, Odds.actions(situation));
    }

    /** @param among what the spread is drawn from */
    Map<String, Double> odds(Situation situation, List<String> among) {
        return Odds.spread(Odds.sure(situation, following(situation)), spread, among);
    }

    /** What the flow does next. */
    String following(Situation situation) {
        for (String agent : flow.subList(place(situation.executed()), flow.size())) {
            if (situation.offered().contains(agent)) {
                return agent;
            }
        }
        return situation.mayStop() ? Choice.STOP : situation.offered().getFirst();
    }

    private int place(List<String> executed) {
        int place = 0;
        for (String done : executed) {
            int ahead = flow.subList(place, flow.size()).indexOf(done);
            int behind = flow.subList(0, place).lastIndexOf(done);
            place = ahead >= 0 ? place + ahead + 1 : behind >= 0 ? behind + 1 : place;
        }
        return place;
    }
}
