package io.sluice.benchmarks.workflow;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A demand on learned scheduling, in words, and whether it was met. */
public record Gate(String name, String measured, boolean met) {

    static final double COST_RATIO = 0.5;

    /**
     * @param bestFlow        by accuracy, whatever it costs
     * @param aheadOfTopFlows reward of Q-learning less that of top-k flows, pair by pair
     */
    static List<Gate> of(Row q, Row bestFlow, Row random, Mean aheadOfTopFlows) {
        List<Gate> gates = new ArrayList<>();
        gates.add(new Gate("accuracy within the interval of the most accurate fixed flow in hindsight, or above",
                percent(q.accuracy()) + " against " + percent(bestFlow.accuracyInterval().low()) + " or more",
                q.accuracy() >= bestFlow.accuracyInterval().low()));
        gates.add(new Gate("at most " + percent(COST_RATIO) + " of the cost of all agents", percent(q.costRatioToAll()),
                q.costRatioToAll() <= COST_RATIO));
        gates.add(new Gate("ahead of random in accuracy and reward",
                percent(q.accuracy()) + " against " + percent(random.accuracy()) + ", " + number(q.reward().mean()) + " against "
                        + number(random.reward().mean()),
                q.accuracy() > random.accuracy() && q.reward().low() > random.reward().high()));
        gates.add(new Gate("ahead of top-k flows in reward, pair by pair, with 95 % confidence",
                number(aheadOfTopFlows.mean()) + " (" + number(aheadOfTopFlows.low()) + " to " + number(aheadOfTopFlows.high()) + ")",
                aheadOfTopFlows.low() > 0));
        return List.copyOf(gates);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.2f", value);
    }
}
