package io.sluice.workflow.scheduling.policy;

import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Scheduler;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.planning.BackOff;
import io.sluice.workflow.scheduling.value.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A bandit per class of task, whose arms are whole flows.
 *
 * <p>Upper bounds (UCB1, Auer et al. 2002): the flow with the largest {@code worth + V · bonus · sqrt(2 ln N / n)}. Or Thompson
 * sampling: the chance of a flow is that it is the best under the posteriors, by {@value #DRAWS} draws; the choice is then drawn from
 * exactly these chances, so its propensity is known. A run has no memory but its steps, so at each step the arms are the flows
 * that begin with them.
 */
final class BanditScheduler implements Scheduler {

    private static final int DRAWS = 100;

    private final List<List<String>> flows;
    private final FlowEstimates estimates;
    private final double value;
    private final double bonus;
    private final boolean thompson;
    private final double spread;

    BanditScheduler(List<List<String>> flows, Values values, double value, Map<String, Double> settings) {
        this.flows = flows;
        this.estimates = new FlowEstimates(flows, values, new BackOff(Knobs.FLOW_BACK_OFF.of(settings)), value);
        this.value = value;
        this.bonus = Knobs.UCB.of(settings);
        this.thompson = Knobs.THOMPSON.on(settings);
        this.spread = Knobs.FLOW_SPREAD.of(settings);
    }

    @Override
    public Choice next(Situation situation, RandomGenerator random) {
        List<List<String>> open = Flows.open(flows, situation);
        if (open.isEmpty()) {
            return Odds.draw(Odds.sure(situation, Flows.fallback(situation)), random, action -> "flow");
        }
        Map<String, Double> odds = thompson ? posterior(open, situation, random) : Odds.sure(situation, upper(open, situation));
        List<String> actions = open.stream().map(flow -> Flows.action(flow, situation)).distinct().toList();
        Map<String, Double> wider = Odds.spread(odds, spread, actions);
        return Odds.draw(wider, random, action -> odds.getOrDefault(action, 0.0) > 0 ? "flow" : Choice.EXPLORE);
    }

    private String upper(List<List<String>> open, Situation situation) {
        int taskClass = situation.taskClass();
        double all = Math.max(2, open.stream().mapToDouble(flow -> estimates.plays(taskClass, flow)).sum());
        List<String> best = open.getFirst();
        double most = Double.NEGATIVE_INFINITY;
        for (List<String> flow : open) {
            double plays = estimates.plays(taskClass, flow);
            double bound = plays == 0 ? Double.POSITIVE_INFINITY
                    : estimates.worth(taskClass, flow) + value * bonus * Math.sqrt(2 * Math.log(all) / plays);
            if (bound > most) {
                most = bound;
                best = flow;
            }
        }
        return Flows.action(best, situation);
    }

    private Map<String, Double> posterior(List<List<String>> open, Situation situation, RandomGenerator random) {
        Map<String, Double> odds = new LinkedHashMap<>();
        Odds.actions(situation).forEach(action -> odds.put(action, 0.0));
        for (int draw = 0; draw < DRAWS; draw++) {
            List<String> best = open.getFirst();
            double most = Double.NEGATIVE_INFINITY;
            for (List<String> flow : open) {
                double worth = estimates.sample(situation.taskClass(), flow, (successes, failures) -> Beta.draw(successes, failures, random));
                if (worth > most) {
                    most = worth;
                    best = flow;
                }
            }
            odds.merge(Flows.action(best, situation), 1.0 / DRAWS, Double::sum);
        }
        return odds;
    }
}
