package io.sluice.workflow.scheduling.policy;

import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Scheduler;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.planning.ActionValues;
import io.sluice.workflow.scheduling.planning.Pruning;
import io.sluice.workflow.scheduling.planning.Spibb;
import io.sluice.workflow.scheduling.value.Memory;
import io.sluice.workflow.scheduling.value.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Chooses by learned values of (class, who has had a turn, last agent, verdict, steps left, budget left).
 *
 * <p>After PriorDynaFlow: an a-priori choice by the running agent, cold start, an exploration that fades, pruning, early stop.
 * Unlike its release: rewards come from the verifier, the state knows the task, ε fades by state, what is pruned may come back, and
 * every choice has a propensity. In order:
 * <ol>
 *   <li>a-priori: whom the running agent named, if it is offered and not pruned;
 *   <li>ending, when a passed answer is worth most ended: nothing is explored there;
 *   <li>cold start: a class's first runs follow the flow, but for a share that is drawn evenly; without a flow all that is offered is
 *       equally likely;
 *   <li>the best, except with probability ε = max(ε_min, ε0 · n0 / (n0 + visits)), which is spread evenly over what pruning left; ε is 0
 *       once exploring has taken its share of all spending;
 *   <li>with a flow to be safe against, what was rarely tried keeps the flow's probability.
 * </ol>
 */
final class QLearningScheduler implements Scheduler {

    private static final String COLD_START = "cold-start";

    private final ActionValues worth;
    private final Values values;
    private final Map<String, Double> settings;
    private final double range;
    private final Pruning pruning;
    private final @Nullable FixedScheduler baseline;

    /**
     * @param range    of values, for pruning's bounds
     * @param baseline flow to begin with and to be safe against, where there is one
     */
    QLearningScheduler(ActionValues worth, Values values, Map<String, Double> settings, double range, @Nullable FixedScheduler baseline) {
        this.worth = worth;
        this.values = values;
        this.settings = Map.copyOf(settings);
        this.range = range;
        this.pruning = new Pruning(Knobs.PRUNE_DELTA.of(settings), Knobs.PRUNE_AFTER.count(settings));
        this.baseline = baseline;
    }

    @Override
    public Choice next(Situation situation, RandomGenerator random) {
        List<String> kept = kept(situation);
        Ranked ranked = rank(situation, kept);
        Map<String, Double> odds = odds(situation, kept, ranked);
        String named = situation.suggestion();
        if (Knobs.A_PRIORI.on(settings) && named != null && kept.contains(named)) {
            return new Choice(named, null, odds, "agent");
        }
        return Odds.draw(odds, random, action -> action.equals(ranked.best()) ? ranked.reason() : ranked.otherwise());
    }

    /**
     * What the draw is made of.
     *
     * @param best      what is done when nothing is explored, for {@code reason}; anything else is done for {@code otherwise}
     */
    private record Ranked(String best, String reason, String otherwise, boolean explores) {
    }

    private Ranked rank(Situation situation, List<String> kept) {
        String best = situation.mayStop() ? Choice.STOP : situation.offered().getFirst();
        double most = situation.mayStop() ? worth.q(situation, Choice.STOP) : Double.NEGATIVE_INFINITY;
        for (String agent : kept) {
            double q = worth.q(situation, agent);
            if (q > most) {
                most = q;
                best = agent;
            }
        }
        if (best.equals(Choice.STOP) && situation.verdict() == Verdict.PASS) {
            return new Ranked(best, "greedy", Choice.EXPLORE, false);
        }
        if (values.episodesOf(situation.taskClass()) >= Knobs.COLD_START.count(settings)) {
            return new Ranked(best, "greedy", Choice.EXPLORE, true);
        }
        return baseline == null ? new Ranked(best, COLD_START, COLD_START, true)
                : new Ranked(baseline.following(situation), "flow", COLD_START, true);
    }

    private Map<String, Double> odds(Situation situation, List<String> kept, Ranked ranked) {
        Map<String, Double> sure = Odds.sure(situation, ranked.best());
        if (!ranked.explores()) {
            return sure;
        }
        // Ending teaches something only where the verdict does not say what it would give.
        boolean stopTeaches = situation.mayStop() && (situation.verdict() == Verdict.NONE || situation.verdict() == Verdict.UNSURE);
        List<String> tried = stopTeaches ? Odds.actions(situation).stream()
                .filter(action -> action.equals(Choice.STOP) || kept.contains(action)).toList() : kept;
        if (ranked.otherwise().equals(COLD_START)) {
            return baseline == null ? Odds.even(situation, tried) : baseline.odds(situation, tried);
        }
        Map<String, Double> odds = safe(situation, sure);
        return Odds.spread(odds, epsilon(situation), tried);
    }

    private double epsilon(Situation situation) {
        if (values.spending().share() > Knobs.EXPLORE_COST.of(settings)) {
            return 0;
        }
        double half = Knobs.EPSILON_HALF.of(settings);
        return Math.max(Knobs.EPSILON_MIN.of(settings), Knobs.EPSILON.of(settings) * half / (half + worth.visits(situation)));
    }

    private Map<String, Double> safe(Situation situation, Map<String, Double> greedy) {
        if (baseline == null || Knobs.SAFE_TRIES.count(settings) == 0) {
            return greedy;
        }
        List<String> actions = Odds.actions(situation);
        Map<String, Double> usual = baseline.odds(situation);
        double[] flow = actions.stream().mapToDouble(action -> usual.getOrDefault(action, 0.0)).toArray();
        double[] q = actions.stream().mapToDouble(action -> worth.q(situation, action)).toArray();
        long[] tries = actions.stream().mapToLong(action -> tries(situation, action)).toArray();
        double[] improved = Spibb.improve(flow, q, tries, Knobs.SAFE_TRIES.count(settings));
        Map<String, Double> odds = new LinkedHashMap<>();
        for (int i = 0; i < improved.length; i++) {
            odds.put(actions.get(i), improved[i]);
        }
        return odds;
    }

    private long tries(Situation situation, String action) {
        String last = situation.last();
        return action.equals(Choice.STOP) && last != null
                ? values.end(situation.taskClass(), Memory.of(situation.executed()), last, situation.verdict()).runs() : worth.tries(situation, action);
    }

    private List<String> kept(Situation situation) {
        List<Pruning.Candidate> candidates = situation.offered().stream()
                .map(agent -> new Pruning.Candidate(agent, worth.q(situation, agent), worth.tries(situation, agent))).toList();
        return Knobs.PRUNE_DELTA.of(settings) >= 1 ? situation.offered()
                : pruning.keep(candidates, range).stream().map(Pruning.Candidate::action).toList();
    }
}
