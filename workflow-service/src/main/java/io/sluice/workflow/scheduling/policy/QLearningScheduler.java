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
 *   <li>the best, except with probability ε = max(ε_min, ε0 · n0 / (n0 + visits)), which is spread evenly over what pruning left;
 *   <li>with a flow to be safe against, what was rarely tried keeps the flow's probability.
 * </ol>
 * Once exploring has taken its share of all spending nothing of this explores: cold start does what the flow does, or without one what is
 * best by what is known and hoped; ε and the flow's spread are 0 ({@link io.sluice.workflow.scheduling.value.Spending#within}).
 */
final class QLearningScheduler implements Scheduler {

    private static final String GREEDY = "greedy";
    private static final String FLOW = "flow";

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
        Draw draw = draw(situation, kept, best(situation, kept));
        String named = situation.suggestion();
        if (Knobs.A_PRIORI.on(settings) && named != null && kept.contains(named)) {
            return new Choice(named, null, draw.odds(), "agent");
        }
        return Odds.draw(draw.odds(), random, action -> draw.reasons().getOrDefault(action, draw.otherwise()));
    }

    /**
     * What is drawn from.
     *
     * @param reasons   of what would be done if nothing was explored
     * @param otherwise the reason of everything else
     */
    private record Draw(Map<String, Double> odds, Map<String, String> reasons, String otherwise) {
    }

    private String best(Situation situation, List<String> kept) {
        String best = situation.mayStop() ? Choice.STOP : situation.offered().getFirst();
        double most = situation.mayStop() ? worth.q(situation, Choice.STOP) : Double.NEGATIVE_INFINITY;
        for (String agent : kept) {
            double q = worth.q(situation, agent);
            if (q > most) {
                most = q;
                best = agent;
            }
        }
        return best;
    }

    private Draw draw(Situation situation, List<String> kept, String best) {
        if (best.equals(Choice.STOP) && situation.verdict() == Verdict.PASS) {
            return sure(situation, best, GREEDY);
        }
        boolean explores = values.spending().within(Knobs.EXPLORE_COST.of(settings));
        // Ending is never tried out: what is not passed earns nothing, which is known, and nobody should be left without an answer for it.
        if (values.episodesOf(situation.taskClass()) < Knobs.COLD_START.count(settings)) {
            return cold(situation, kept, best, explores);
        }
        Draw draw = baseline == null || Knobs.SAFE_TRIES.count(settings) == 0 ? sure(situation, best, GREEDY) : safe(situation, baseline, explores);
        return explores ? new Draw(Odds.spread(draw.odds(), epsilon(situation), kept), draw.reasons(), draw.otherwise()) : draw;
    }

    private static Draw sure(Situation situation, String action, String reason) {
        return new Draw(Odds.sure(situation, action), Map.of(action, reason), Choice.EXPLORE);
    }

    private Draw cold(Situation situation, List<String> kept, String best, boolean explores) {
        if (baseline == null) {
            return explores ? new Draw(Odds.even(situation, kept), Map.of(best, GREEDY), Choice.COLD_START) : sure(situation, best, GREEDY);
        }
        String next = baseline.following(situation);
        return explores ? new Draw(baseline.odds(situation, kept), Map.of(next, FLOW), Choice.COLD_START) : sure(situation, next, FLOW);
    }

    private double epsilon(Situation situation) {
        double half = Knobs.EPSILON_HALF.of(settings);
        return Math.max(Knobs.EPSILON_MIN.of(settings), Knobs.EPSILON.of(settings) * half / (half + worth.visits(situation)));
    }

    /** The best of what was tried often enough, and for all else what the flow does: only what the flow's spread adds is explored. */
    private Draw safe(Situation situation, FixedScheduler flow, boolean explores) {
        List<String> actions = Odds.actions(situation);
        String next = flow.following(situation);
        Map<String, Double> usual = explores ? flow.odds(situation) : Odds.sure(situation, next);
        double[] before = actions.stream().mapToDouble(action -> usual.getOrDefault(action, 0.0)).toArray();
        double[] q = actions.stream().mapToDouble(action -> worth.q(situation, action)).toArray();
        long[] tries = actions.stream().mapToLong(action -> tries(situation, action)).toArray();
        double[] improved = Spibb.improve(before, q, tries, Knobs.SAFE_TRIES.count(settings));
        Map<String, Double> odds = new LinkedHashMap<>();
        Map<String, String> reasons = new LinkedHashMap<>();
        reasons.put(next, FLOW);
        for (int i = 0; i < improved.length; i++) {
            odds.put(actions.get(i), improved[i]);
            if (improved[i] > before[i]) {
                reasons.put(actions.get(i), GREEDY);
            }
        }
        return new Draw(odds, reasons, Choice.EXPLORE);
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
