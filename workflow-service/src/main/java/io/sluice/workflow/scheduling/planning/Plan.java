package io.sluice.workflow.scheduling.planning;

import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Verdict;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Value iteration over a model, undiscounted, for a bounded number of steps.
 *
 * <p>A state is (last agent, verdict, steps left k, share of the budget left b) of one class:
 * <pre>
 *   Q(s, stop)  = V · solved(last, verdict)                       not before the first step
 *   Q(s, agent) = Σ_v' P(v' | last, verdict, agent) · W(agent, v', k−1, b − price/limit) − w · price
 *   W(s)        = max over stop and those who may follow and can be paid
 * </pre>
 * k falls by one a step, so one sweep from k = 0 up is exact. b is kept at {@code levels} + 1 equidistant points; between them
 * values are linear. Ties go to ending, then to the agent that the document names first.
 *
 * <p>Cost: agents² × 4 verdicts² × horizon × levels, at most some 200,000 additions. Immutable.
 */
public final class Plan {

    private static final Verdict[] VERDICTS = Verdict.values();
    private static final double ROUNDING = 1e-9;

    private final List<String> agents;
    private final Model model;
    private final Aims aims;
    /** By last (agents, then none), verdict, steps left, budget point, action (agents, then stop): -∞ where it can't be. */
    private final double[][][][][] q;
    private final double[][][][] best;

    /**
     * @param value      V of a solved task, greater than 0
     * @param costLimit  of a run, greater than 0; may be infinite
     * @param costWeight w, 1 unless money is scarcer than the prices say
     * @param horizon    steps that are looked ahead, at least 1
     * @param levels     of the budget, at least 1
     */
    public record Aims(double value, double costLimit, double costWeight, int horizon, int levels) {

        public Aims weighted(double weight) {
            return new Aims(value, costLimit, weight, horizon, levels);
        }
    }

    public Plan(Model model, Aims aims) {
        this.model = model;
        this.aims = aims;
        this.agents = model.graph().agents();
        int lasts = agents.size() + 1;
        this.q = new double[lasts][VERDICTS.length][aims.horizon() + 1][aims.levels() + 1][lasts];
        this.best = new double[lasts][VERDICTS.length][aims.horizon() + 1][aims.levels() + 1];
        for (int steps = 0; steps <= aims.horizon(); steps++) {
            for (int last = 0; last < lasts; last++) {
                for (Verdict verdict : VERDICTS) {
                    fill(last, verdict, steps);
                }
            }
        }
    }

    private void fill(int last, Verdict verdict, int steps) {
        String name = last == agents.size() ? null : agents.get(last);
        List<String> allowed = model.graph().after(name);
        double stop = name == null ? Double.NEGATIVE_INFINITY : aims.value() * model.solved(name, verdict);
        double[][] actions = q[last][verdict.ordinal()][steps];
        for (double[] each : actions) {
            Arrays.fill(each, Double.NEGATIVE_INFINITY);
            each[agents.size()] = stop;
        }
        for (int agent = 0; agent < agents.size() && steps > 0; agent++) {
            Model.Outcome outcome = model.step(name, verdict, agents.get(agent));
            for (int point = 0; point <= aims.levels(); point++) {
                actions[point][agent] = ahead(agent, outcome, steps, (double) point / aims.levels());
            }
        }
        for (int point = 0; point <= aims.levels(); point++) {
            double most = stop;
            for (int agent = 0; agent < agents.size(); agent++) {
                if (allowed.contains(agents.get(agent))) {
                    most = Math.max(most, actions[point][agent]);
                }
            }
            best[last][verdict.ordinal()][steps][point] = most;
        }
    }

    private double ahead(int agent, Model.Outcome outcome, int steps, double left) {
        double after = left - outcome.price() / aims.costLimit();
        if (after < -ROUNDING) {
            return Double.NEGATIVE_INFINITY;
        }
        double sum = -aims.costWeight() * outcome.price();
        for (Verdict next : VERDICTS) {
            double chance = outcome.of(next);
            if (chance > 0) {
                sum += chance * between(best[agent][next.ordinal()][steps - 1], Math.max(0, after));
            }
        }
        return sum;
    }

    private double between(double[] points, double left) {
        double position = Math.min(1, left) * aims.levels();
        int low = Math.min(aims.levels() - 1, (int) position);
        return mix(points[low], points[low + 1], position - low);
    }

    private static double mix(double low, double high, double share) {
        return share <= ROUNDING ? low : share >= 1 - ROUNDING || low == Double.NEGATIVE_INFINITY ? high : low + share * (high - low);
    }

    /**
     * What an action is worth, whether it may follow or not; {@link Double#NEGATIVE_INFINITY} with no steps left or no money.
     *
     * @param steps    left, 0 or more
     * @param costLeft share, 0..1
     * @param action   an agent or {@link Choice#STOP}
     */
    public double q(@Nullable String last, Verdict verdict, int steps, double costLeft, String action) {
        double[][] points = q[index(last)][verdict.ordinal()][Math.min(steps, aims.horizon())];
        double position = Math.clamp(costLeft, 0, 1) * aims.levels();
        int low = Math.min(aims.levels() - 1, (int) position);
        int column = action.equals(Choice.STOP) ? agents.size() : index(action);
        return mix(points[low][column], points[low + 1][column], position - low);
    }

    /** What the best is worth that may follow; {@link Double#NEGATIVE_INFINITY} where nothing may. */
    public double value(@Nullable String last, Verdict verdict, int steps, double costLeft) {
        return between(best[index(last)][verdict.ordinal()][Math.min(steps, aims.horizon())], Math.clamp(costLeft, 0, 1));
    }

    public Model model() {
        return model;
    }

    public Aims aims() {
        return aims;
    }

    private int index(@Nullable String agent) {
        int index = agent == null ? agents.size() : agents.indexOf(agent);
        if (index < 0) {
            throw new IllegalArgumentException("there is no agent '" + agent + "'");
        }
        return index;
    }
}
