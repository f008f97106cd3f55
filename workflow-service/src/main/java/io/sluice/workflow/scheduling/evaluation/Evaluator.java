package io.sluice.workflow.scheduling.evaluation;

import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Episode;
import io.sluice.workflow.scheduling.Episode.Decision;
import io.sluice.workflow.scheduling.Scheduler;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.planning.ActionValues;
import io.sluice.workflow.scheduling.planning.Graph;
import io.sluice.workflow.scheduling.policy.Schedulers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Judges a scheduler by runs that another one scheduled, before it schedules any (off-policy evaluation).
 *
 * <p>Rewards are the value of a solved task at the end, less prices, undiscounted. The model for the doubly robust estimate is learned
 * from every other run and applied to the rest (cross-fitting), so that no run is judged by what it taught. The candidate must not
 * have learned from these runs either.
 */
public final class Evaluator {

    private static final double CLIP = 20;
    private static final double DELTA = 0.05;

    private final Workflow workflow;
    private final Graph graph;

    public Evaluator(Workflow workflow, Graph graph) {
        this.workflow = workflow;
        this.graph = graph;
    }

    /** Those by which a candidate can be judged, in their order: each was judged, and every choice has its propensity. */
    public static List<Episode> usable(List<Episode> episodes) {
        return episodes.stream().filter(Evaluator::usable).toList();
    }

    /** @throws IllegalArgumentException when no run can be used */
    public Evaluation evaluate(Scheduler candidate, List<Episode> episodes) {
        return evaluate(Candidate.of(candidate), episodes);
    }

    /** Of runs that earned what their episodes say. */
    public Evaluation evaluate(Candidate candidate, List<Episode> episodes) {
        return evaluate(candidate, episodes, this::earned);
    }

    /**
     * @param candidate made of {@link #usable} runs, where it learns
     * @param logged    what a run earned in truth, where its episode ends as the candidate's rules would have ended it
     * @throws IllegalArgumentException when no run can be used
     */
    public Evaluation evaluate(Candidate candidate, List<Episode> episodes, ToDoubleFunction<Episode> logged) {
        List<Episode> usable = usable(episodes);
        if (usable.isEmpty()) {
            throw new IllegalArgumentException("none of " + episodes.size() + " runs can be used: each needs to be judged, and every choice its propensity");
        }
        List<Trajectory> trajectories = new ArrayList<>();
        Coverage coverage = new Coverage();
        ActionValues[] models = {model(usable, 1), model(usable, 0)};
        for (int i = 0; i < usable.size(); i++) {
            trajectories.add(trajectory(usable.get(i), candidate.judging(i % 2), models[i % 2], coverage));
        }
        double[] weights = trajectories.stream().mapToDouble(Trajectory::weight).toArray();
        double[] earned = usable.stream().mapToDouble(logged).toArray();
        double[] robust = trajectories.stream().mapToDouble(each -> each.doublyRobust(1)).toArray();
        double[] gains = new double[robust.length];
        double sum = 0;
        double largest = 0;
        for (int i = 0; i < gains.length; i++) {
            gains[i] = robust[i] - earned[i];
            sum += weights[i];
            largest = Math.max(largest, weights[i]);
        }
        return new Evaluation(usable.size(), episodes.size() - usable.size(), Interval.of(earned),
                Interval.of(trajectories.stream().mapToDouble(each -> each.perDecision(1)).toArray()), Interval.of(robust), Interval.of(gains),
                guaranteed(weights, trajectories.stream().mapToDouble(each -> each.earned(1)).toArray()), Logged.effective(weights), sum == 0 ? 1 : largest / sum, coverage.missing());
    }

    private double earned(Episode episode) {
        return (Boolean.TRUE.equals(episode.solved()) ? workflow.value() : 0)
                - episode.decisions().stream().mapToDouble(Decision::price).sum();
    }

    private static boolean usable(Episode episode) {
        return episode.solved() != null && !episode.decisions().isEmpty()
                && episode.decisions().stream().allMatch(each -> each.choice().propensity() != null && each.choice().propensity() > 0);
    }

    private ActionValues model(List<Episode> episodes, int half) {
        return Schedulers.worth(workflow, graph, Candidate.taught(workflow, episodes, half, any -> true));
    }

    private Trajectory trajectory(Episode episode, Scheduler candidate, ActionValues model, Coverage coverage) {
        List<Logged> steps = new ArrayList<>();
        for (int i = 0; i < episode.decisions().size(); i++) {
            Decision decision = episode.decisions().get(i);
            Situation situation = decision.situation();
            Map<String, Double> target = odds(candidate.next(situation, new SplittableRandom(i)));
            coverage.add(decision.choice().probabilities(), target);
            double v = 0;
            for (Map.Entry<String, Double> each : target.entrySet()) {
                v += each.getValue() == 0 ? 0 : each.getValue() * model.q(situation, each.getKey());
            }
            String action = action(decision.choice().agent());
            boolean last = i == episode.decisions().size() - 1;
            double reward = (last && Boolean.TRUE.equals(episode.solved()) ? workflow.value() : 0) - decision.price();
            steps.add(new Logged(Objects.requireNonNull(decision.choice().propensity()), target.getOrDefault(action, 0.0), reward,
                    model.q(situation, action), v));
        }
        return new Trajectory(steps);
    }

    /** Whom a model named goes next for sure, whatever the scheduler would have drawn from. */
    private static Map<String, Double> odds(Choice choice) {
        return choice.propensity() == null ? Map.of(action(choice.agent()), 1.0) : choice.probabilities();
    }

    private static String action(@Nullable String agent) {
        return agent == null ? Choice.STOP : agent;
    }

    /** Rewards are moved up to be 0 or more, so that clipping weights can only lower the estimate. */
    private static double guaranteed(double[] weights, double[] earned) {
        double least = 0;
        double most = 0;
        for (double each : earned) {
            least = Math.min(least, each);
            most = Math.max(most, each);
        }
        double[] clipped = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            clipped[i] = Math.min(CLIP, weights[i]) * (earned[i] - least);
        }
        return Interval.bernstein(clipped, CLIP * (most - least), DELTA) + least;
    }

    /** How much of what the candidate does the log could have done. */
    private static final class Coverage {

        private double all;
        private double missing;

        void add(Map<String, Double> logged, Map<String, Double> target) {
            target.forEach((action, chance) -> {
                all += chance;
                missing += logged.getOrDefault(action, 0.0) > 0 ? 0 : chance;
            });
        }

        double missing() {
            return all == 0 ? 1 : missing / all;
        }
    }
}
