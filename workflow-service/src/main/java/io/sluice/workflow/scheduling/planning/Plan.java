package io.sluice.workflow.scheduling.planning;

import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.value.Memory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Value iteration over a model, undiscounted, for a bounded number of steps.
 *
 * <p>A state is (memory m, last agent, verdict, steps left k, share of the budget left b) of one class:
 * <pre>
 *   Q(s, stop)  = V · solved(m, last, verdict)                    not before the first step
 *   Q(s, agent) = Σ_v' P(v' | m, last, verdict, agent) · W(m + agent, agent, v', k−1, b − price/limit) − w · price
 *   W(s)        = max over stop and those who may follow and can be paid
 * </pre>
 * k falls by one a step, so one sweep from k = 0 up is exact. b is kept at {@code levels} + 1 equidistant points; between them
 * values are linear. Ties go to ending, then to the agent that the document names first.
 *
 * <p>Cost: memories × agents² × 4 verdicts² × horizon × levels, milliseconds. Immutable.
 */
public final class Plan {

    private static final Verdict[] VERDICTS = Verdict.values();
    private static final double ROUNDING = 1e-9;

    private final List<String> agents;
    private final Model model;
    private final Aims aims;
    private final List<String> memories;
    private final Map<String, Integer> places = new HashMap<>();
    /** By memory, last (agents, then none), verdict, steps left, budget point, action (agents, then stop): -∞ where it can't be. */
    private final double[][][][][][] q;
    private final double[][][][][] best;

    /** What of a state does not depend on steps and budget left. */
    private record Row(int memory, int last, Verdict verdict, double stop, List<Integer> allowed, List<Model.Outcome> outcomes, int[] nextMemory) {
    }

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
        this.memories = model.memories();
        for (int i = 0; i < memories.size(); i++) {
            places.put(memories.get(i), i);
        }
        this.q = new double[memories.size()][lasts][VERDICTS.length][][][];
        this.best = new double[memories.size()][lasts][VERDICTS.length][][];
        List<Row> rows = new ArrayList<>();
        for (int memory = 0; memory < memories.size(); memory++) {
            for (int last = 0; last < lasts; last++) {
                for (Verdict verdict : VERDICTS) {
                    if (possible(memory, last)) {
                        q[memory][last][verdict.ordinal()] = new double[aims.horizon() + 1][aims.levels() + 1][lasts];
                        best[memory][last][verdict.ordinal()] = new double[aims.horizon() + 1][aims.levels() + 1];
                        rows.add(row(memory, last, verdict));
                    }
                }
            }
        }
        for (int steps = 0; steps <= aims.horizon(); steps++) {
            for (Row row : rows) {
                fill(row, steps);
            }
        }
    }

    /** Who was last has had a turn. */
    private boolean possible(int memory, int last) {
        String word = memories.get(memory);
        return word.equals(Memory.ANY)
                || (last == agents.size() ? word.equals(Memory.NOBODY) : Memory.with(word, agents.get(last)).equals(word));
    }

    private Row row(int memory, int last, Verdict verdict) {
        String word = memories.get(memory);
        String name = last == agents.size() ? null : agents.get(last);
        List<Model.Outcome> outcomes = agents.stream().map(agent -> model.step(word, name, verdict, agent)).toList();
        int[] next = agents.stream().mapToInt(agent -> place(Memory.with(word, agent))).toArray();
        double stop = name == null ? Double.NEGATIVE_INFINITY : aims.value() * model.solved(word, name, verdict);
        return new Row(memory, last, verdict, stop, model.graph().after(name).stream().map(agents::indexOf).toList(), outcomes, next);
    }

    private void fill(Row row, int steps) {
        double stop = row.stop();
        double[][] actions = q[row.memory()][row.last()][row.verdict().ordinal()][steps];
        for (double[] each : actions) {
            Arrays.fill(each, Double.NEGATIVE_INFINITY);
            each[agents.size()] = stop;
        }
        for (int agent = 0; agent < agents.size() && steps > 0; agent++) {
            double[][][] after = best[row.nextMemory()[agent]][agent];
            for (int point = 0; point <= aims.levels(); point++) {
                actions[point][agent] = ahead(after, row.outcomes().get(agent), steps, (double) point / aims.levels());
            }
        }
        for (int point = 0; point <= aims.levels(); point++) {
            double most = stop;
            for (int agent : row.allowed()) {
                most = Math.max(most, actions[point][agent]);
            }
            best[row.memory()][row.last()][row.verdict().ordinal()][steps][point] = most;
        }
    }

    private double ahead(double[][][] next, Model.Outcome outcome, int steps, double left) {
        double after = left - outcome.price() / aims.costLimit();
        if (after < -ROUNDING) {
            return Double.NEGATIVE_INFINITY;
        }
        double sum = -aims.costWeight() * outcome.price();
        for (Verdict verdict : VERDICTS) {
            double chance = outcome.of(verdict);
            if (chance > 0) {
                sum += chance * between(next[verdict.ordinal()][steps - 1], Math.max(0, after));
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
     * @param memory   one that the model does not tell apart counts as {@link Memory#ANY}
     * @param steps    left, 0 or more
     * @param costLeft share, 0..1
     * @param action   an agent or {@link Choice#STOP}
     */
    public double q(String memory, @Nullable String last, Verdict verdict, int steps, double costLeft, String action) {
        double[][] points = q[place(memory)][index(last)][verdict.ordinal()][Math.min(steps, aims.horizon())];
        double position = Math.clamp(costLeft, 0, 1) * aims.levels();
        int low = Math.min(aims.levels() - 1, (int) position);
        int column = action.equals(Choice.STOP) ? agents.size() : index(action);
        return mix(points[low][column], points[low + 1][column], position - low);
    }

    /** What the best is worth that may follow; {@link Double#NEGATIVE_INFINITY} where nothing may. */
    public double value(String memory, @Nullable String last, Verdict verdict, int steps, double costLeft) {
        return between(best[place(memory)][index(last)][verdict.ordinal()][Math.min(steps, aims.horizon())], Math.clamp(costLeft, 0, 1));
    }

    /** The memory, or {@link Memory#ANY} where the model does not tell it apart. */
    public String known(String memory) {
        return places.containsKey(memory) ? memory : Memory.ANY;
    }

    private int place(String memory) {
        return places.getOrDefault(memory, 0);
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
