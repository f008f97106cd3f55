package io.sluice.workflow.scheduling.planning;

import java.util.function.DoubleUnaryOperator;

/**
 * How much more than its price a unit of cost must count, so that runs cost no more than a budget on average: the multiplier of
 * {@code max E[solved] s.t. E[cost] ≤ B}.
 */
public final class CostWeight {

    private static final double MOST = 1 << 20;
    private static final int HALVINGS = 40;

    private CostWeight() {
    }

    /**
     * The least weight, 1 or more, whose cost is within the budget, by bisection.
     *
     * @param cost expected at a weight; does not rise with it
     */
    public static double within(double budget, DoubleUnaryOperator cost) {
        if (cost.applyAsDouble(1) <= budget) {
            return 1;
        }
        double high = 2;
        while (high < MOST && cost.applyAsDouble(high) > budget) {
            high *= 2;
        }
        double low = high / 2;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (cost.applyAsDouble(middle) <= budget) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return high;
    }

    /** Without a model, after a run that cost so much: {@code max(0, μ + η · (cost − budget))}. */
    public static double online(double mu, double eta, double cost, double budget) {
        return Math.max(0, mu + eta * (cost - budget));
    }
}
