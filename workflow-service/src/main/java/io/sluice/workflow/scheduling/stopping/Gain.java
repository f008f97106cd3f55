package io.sluice.workflow.scheduling.stopping;

import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.setting.Knob;
import io.sluice.workflow.scheduling.value.EndSum;
import io.sluice.workflow.scheduling.value.Experience;
import io.sluice.workflow.scheduling.value.StepSum;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Nobody's next step is expected to bring its price (Weitzman 1979).
 *
 * <p>An agent that solves with chance p at price c is worth asking while what the run has in hand is worth less than the reservation
 * value {@code z = V − c/p}. p is the mean of a beta posterior: what the agent's steps in this class of task came to, counting for
 * {@code strength} of them at most, and its failures in this run on top, so that p falls with each. Since p only falls, stopping at
 * the first price above its gain is optimal, not only short-sighted. In hand is V times the chance that the answer as it is will turn
 * out right. An agent whose price nobody knows yet keeps the run going.
 *
 * @param value    V, of a solved task
 * @param strength most that the past may count for
 */
record Gain(double value, double strength, Experience experience) implements Stopping {

    static final Knob STRENGTH = new Knob("strength", 10, 0, 1_000, "how many steps the past counts for at most, against this run's failures");

    @Override
    public Optional<Stop> ask(Progress progress, Situation situation) {
        if (situation.offered().isEmpty()) {
            return Optional.empty();
        }
        double inHand = value * right(situation);
        double best = Double.NEGATIVE_INFINITY;
        for (String agent : situation.offered()) {
            OptionalDouble price = price(progress, situation.taskClass(), agent);
            if (price.isEmpty()) {
                return Optional.empty();
            }
            best = Math.max(best, reservation(value, price.getAsDouble(), chance(progress, situation.taskClass(), agent)));
        }
        return inHand < best ? Optional.empty() : Optional.of(new Stop("gain",
                String.format(Locale.ROOT, "in hand %.4g, while the best next step is worth asking below %.4g only", inHand, best)));
    }

    /** At or above this a step of such a chance and price does not pay. */
    static double reservation(double value, double price, double chance) {
        return chance == 0 ? Double.NEGATIVE_INFINITY : value - price / chance;
    }

    /** That the agent's next step solves the task. */
    double chance(Progress progress, int taskClass, String agent) {
        StepSum past = experience.of(taskClass, agent);
        double weight = past.tries() == 0 ? 0 : Math.min(1, strength / past.tries());
        long failures = progress.steps().stream().filter(step -> step.agent().equals(agent) && step.verdict() != Verdict.PASS).count();
        double successes = 1 + weight * past.pass();
        return successes / (2 + weight * past.tries() + failures);
    }

    private OptionalDouble price(Progress progress, int taskClass, String agent) {
        OptionalDouble known = experience.price(taskClass, agent);
        List<Progress.Step> own = progress.steps().stream().filter(step -> step.agent().equals(agent)).toList();
        return known.isPresent() ? known : own.stream().mapToDouble(Progress.Step::price).average();
    }

    private double right(Situation situation) {
        String last = situation.last();
        return switch (situation.verdict()) {
            case PASS -> 1;
            case FAIL -> 0;
            case NONE, UNSURE -> {
                EndSum ends = last == null ? EndSum.EMPTY : experience.end(situation.taskClass(), last, situation.verdict());
                yield ends.solved() / (ends.runs() + 1.0);
            }
        };
    }
}
