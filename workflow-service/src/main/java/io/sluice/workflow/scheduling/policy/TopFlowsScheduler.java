package io.sluice.workflow.scheduling.policy;

import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Scheduler;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.planning.BackOff;
import io.sluice.workflow.scheduling.value.Values;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A few whole flows, and of them the one that did best (after SCALE, arXiv 2601.11147, which found that a handful of flows of the
 * whole task covers as many queries as flows made for each).
 *
 * <p>First every candidate is tried {@code tries} times; then the {@code k} best of all classes stay, in each class every one of them is
 * tried so often, and from then on the best is taken, without exploring.
 */
final class TopFlowsScheduler implements Scheduler {

    private final List<List<String>> flows;
    private final FlowEstimates estimates;
    private final List<List<String>> best;
    private final boolean perClass;
    private final int tries;

    TopFlowsScheduler(List<List<String>> flows, Values values, double value, Map<String, Double> settings) {
        this.flows = flows;
        this.estimates = new FlowEstimates(flows, values, new BackOff(Knobs.FLOW_BACK_OFF.of(settings)), value);
        this.best = flows.stream().sorted(Comparator.comparingDouble((List<String> flow) -> -estimates.worth(flow)))
                .limit(Knobs.K.count(settings)).toList();
        this.perClass = Knobs.PER_CLASS.on(settings);
        this.tries = Knobs.TRIES.count(settings);
    }

    @Override
    public Choice next(Situation situation, RandomGenerator random) {
        List<List<String>> open = Flows.open(flows, situation);
        if (open.isEmpty()) {
            return Odds.draw(Odds.sure(situation, Flows.fallback(situation)), random, action -> "flow");
        }
        int taskClass = situation.taskClass();
        List<List<String>> untried = open.stream().filter(flow -> estimates.plays(flow) < tries)
                .sorted(Comparator.comparingDouble(flow -> estimates.plays(flow))).toList();
        if (!untried.isEmpty()) {
            return take(untried.getFirst(), situation, random, "cold-start");
        }
        List<List<String>> staying = best.stream().filter(open::contains).toList();
        if (staying.isEmpty()) {
            return take(open.getFirst(), situation, random, "flow");
        }
        if (perClass) {
            List<List<String>> unknown = staying.stream().filter(flow -> estimates.plays(taskClass, flow) < tries)
                    .sorted(Comparator.comparingDouble(flow -> estimates.plays(taskClass, flow))).toList();
            if (!unknown.isEmpty()) {
                return take(unknown.getFirst(), situation, random, "cold-start");
            }
        }
        List<String> chosen = perClass
                ? staying.stream().max(Comparator.comparingDouble(flow -> estimates.worth(taskClass, flow))).orElseThrow()
                : staying.getFirst();
        return take(chosen, situation, random, "flow");
    }

    private static Choice take(List<String> flow, Situation situation, RandomGenerator random, String reason) {
        return Odds.draw(Odds.sure(situation, Flows.action(flow, situation)), random, action -> reason);
    }
}
