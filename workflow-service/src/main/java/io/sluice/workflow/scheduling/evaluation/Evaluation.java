package io.sluice.workflow.scheduling.evaluation;

import java.util.List;

/**
 * What a candidate would have earned, a run, on logged runs.
 *
 * @param runs        that could be used
 * @param unusable    that could not: nobody knows whether they solved their task, or a model made one of their choices
 * @param earned      by what was in force
 * @param perDecision estimate of the candidate, by weights alone
 * @param doublyRobust estimate of the candidate, by weights and a model learned from other runs
 * @param gain        of the candidate over what was in force, pair by pair, doubly robust
 * @param guaranteed  lower bound of the candidate's mean without any approximation: weights clipped, empirical Bernstein, 95 %
 * @param effective   how many runs of the candidate itself the log is worth
 * @param largest     share of the largest weight in all weights
 * @param uncovered   share of the candidate's choices that the log never could have made
 */
public record Evaluation(int runs, int unusable, Interval earned, Interval perDecision, Interval doublyRobust, Interval gain,
        double guaranteed, double effective, double largest, double uncovered) {

    static final double EFFECTIVE_MIN = 100;
    static final double LARGEST_MAX = 0.05;
    static final double UNCOVERED_MAX = 0.05;

    /** Why nothing should be concluded from this; empty: nothing speaks against it. */
    public List<String> doubts() {
        return List.of(
                        effective < EFFECTIVE_MIN ? "the log is worth fewer than " + (int) EFFECTIVE_MIN + " runs of the candidate" : "",
                        largest > LARGEST_MAX ? "one run has more than a twentieth of all weight" : "",
                        uncovered > UNCOVERED_MAX ? "the candidate does what the log never could have shown" : "")
                .stream().filter(doubt -> !doubt.isEmpty()).toList();
    }
}
