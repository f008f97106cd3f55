package io.sluice.workflow.scheduling.evaluation;

import java.util.List;

/**
 * One decision of a log, as a candidate sees it.
 *
 * @param propensity with which it was drawn, greater than 0
 * @param target     with which the candidate would have
 * @param reward     that followed
 * @param q          what a model says this choice is worth
 * @param v          what it says the candidate's choices are worth on average
 */
public record Logged(double propensity, double target, double reward, double q, double v) {

    /** How many times more often the candidate does this. */
    public double weight() {
        return target / propensity;
    }

    /** Inverse propensity scoring: {@code mean(w · r)}. Unbiased, and wide where weights are large. */
    public static double ips(List<Logged> log) {
        return log.stream().mapToDouble(each -> each.weight() * each.reward()).sum() / log.size();
    }

    /** Self-normalised: {@code Σ w·r / Σ w}. Never outside the rewards seen. */
    public static double snips(List<Logged> log) {
        return log.stream().mapToDouble(each -> each.weight() * each.reward()).sum() / log.stream().mapToDouble(Logged::weight).sum();
    }

    /** The model alone. */
    public static double direct(List<Logged> log) {
        return log.stream().mapToDouble(Logged::v).sum() / log.size();
    }

    /** Doubly robust: {@code mean(v + w · (r − q))}. Right when either the propensities or the model are. */
    public static double doublyRobust(List<Logged> log) {
        return log.stream().mapToDouble(each -> each.v() + each.weight() * (each.reward() - each.q())).sum() / log.size();
    }

    /** How many draws from the candidate itself the weights are worth: {@code (Σ w)² / Σ w²}. */
    public static double effective(double[] weights) {
        double sum = 0;
        double squares = 0;
        for (double weight : weights) {
            sum += weight;
            squares += weight * weight;
        }
        return squares == 0 ? 0 : sum * sum / squares;
    }
}
