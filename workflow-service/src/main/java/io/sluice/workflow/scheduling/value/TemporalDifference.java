package io.sluice.workflow.scheduling.value;

/**
 * One step of Q-learning (Watkins 1989): {@code q + α · (r + γ · max q' − q)}.
 *
 * <p>PriorDynaFlow's release adds 0.01 · H(softmax(q)) to the reward and pays 1.5 times a positive last reward; with those
 * rewards this is its update.
 */
public final class TemporalDifference {

    private TemporalDifference() {
    }

    /** @param next the best value where the step led, 0 at the end */
    public static double update(double q, double alpha, double reward, double gamma, double next) {
        return q + alpha * (reward + gamma * next - q);
    }

    /** How far update {@code n}, the first being 1, moves a value: {@code n^-0.8} (Even-Dar and Mansour 2003). */
    public static double alpha(long n) {
        return Math.pow(n, -0.8);
    }
}
