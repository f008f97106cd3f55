package io.sluice.workflow.scheduling.planning;

import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.value.Memory;
import io.sluice.workflow.scheduling.value.Values;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Values by value iteration over counts. A class is solved when it is first asked for. Safe for threads. */
public final class Planned implements ActionValues {

    private final Graph graph;
    private final Values values;
    private final BackOff backOff;
    private final double optimism;
    private final Plan.Aims aims;
    private final Map<Integer, Estimates> estimates = new ConcurrentHashMap<>();
    private final Map<Integer, Plan> plans = new ConcurrentHashMap<>();

    public Planned(Graph graph, Values values, BackOff backOff, double optimism, Plan.Aims aims) {
        this.graph = graph;
        this.values = values;
        this.backOff = backOff;
        this.optimism = optimism;
        this.aims = aims;
    }

    public Plan plan(int taskClass) {
        return plans.computeIfAbsent(taskClass, each -> new Plan(estimates(each), aims));
    }

    private Estimates estimates(int taskClass) {
        return estimates.computeIfAbsent(taskClass, each -> new Estimates(graph, values, each, backOff, optimism));
    }

    /** The same, but with costs weighted so that runs cost {@code mean} at most, by these values and their mix of classes. */
    public Planned within(double mean, int steps) {
        long all = values.allEpisodes();
        if (all == 0) {
            return this;
        }
        double weight = CostWeight.within(mean, tried -> {
            Planned other = weighted(tried);
            return values.episodes().entrySet().stream()
                    .mapToDouble(each -> each.getValue() * Forecast.of(other.plan(each.getKey()), steps).price()).sum() / all;
        });
        return weighted(weight);
    }

    private Planned weighted(double weight) {
        return new Planned(graph, values, backOff, optimism, aims.weighted(weight));
    }

    /** Where the estimates say that it can't be paid and the run says that it can, as if there were no budget. */
    @Override
    public double q(Situation situation, String action) {
        Plan plan = plan(situation.taskClass());
        String memory = Memory.of(situation.executed());
        double q = plan.q(memory, situation.last(), situation.verdict(), situation.stepsLeft(), situation.costLeft(), action);
        return q > Double.NEGATIVE_INFINITY ? q
                : plan.q(memory, situation.last(), situation.verdict(), situation.stepsLeft(), 1, action);
    }

    @Override
    public long tries(Situation situation, String agent) {
        String memory = plan(situation.taskClass()).known(Memory.of(situation.executed()));
        return memory.equals(Memory.ANY) ? estimates(situation.taskClass()).tries(situation.last(), situation.verdict(), agent)
                : values.step(situation.taskClass(), memory, situation.last(), situation.verdict(), agent).tries();
    }

    @Override
    public long visits(Situation situation) {
        return situation.offered().stream()
                .mapToLong(agent -> estimates(situation.taskClass()).tries(situation.last(), situation.verdict(), agent)).sum();
    }
}
