package io.sluice.workflow.scheduling.policy;

import io.sluice.workflow.scheduling.planning.BackOff;
import io.sluice.workflow.scheduling.value.PathSum;
import io.sluice.workflow.scheduling.value.Values;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;

/**
 * What candidate flows are worth, from the beginnings that runs have in common with them.
 *
 * <p>A flow's chance to solve a task is a product-limit estimate (Kaplan and Meier 1958): after each of its steps, the share of runs
 * that a rule ended there, solved or not, is the flow's own whatever those runs would have done next, and the others go on to its next
 * step. So flows that begin alike share what is known of their beginning, without the bias of giving each the common successes only.
 * Shares in a class lean on those of all classes together, and these on a half. Safe for threads; what was asked once is remembered.
 */
final class FlowEstimates {

    private static final double PRIOR = 0.5;

    private final Values values;
    private final BackOff backOff;
    private final double value;
    private final Map<String, PathSum> everywhere = new HashMap<>();
    /** By path: how many candidates begin with it. */
    private final Map<List<String>, Integer> sharing = new HashMap<>();
    private final Map<Asked, Double> worths = new ConcurrentHashMap<>();
    private final Map<Asked, Double> plays = new ConcurrentHashMap<>();

    /** @param taskClass {@link #ALL} for all classes together */
    private record Asked(int taskClass, List<String> flow) {
    }

    private static final int ALL = -1;

    FlowEstimates(List<List<String>> flows, Values values, BackOff backOff, double value) {
        this.values = values;
        this.backOff = backOff;
        this.value = value;
        for (List<String> flow : flows) {
            for (int length = 1; length <= flow.size(); length++) {
                sharing.merge(List.copyOf(flow.subList(0, length)), 1, Integer::sum);
            }
        }
        values.paths().forEach((key, sum) -> everywhere.merge(key.substring(key.indexOf('/') + 1), sum, PathSum::plus));
    }

    /** Value of what is solved, less the price. */
    double worth(int taskClass, List<String> flow) {
        return worths.computeIfAbsent(new Asked(taskClass, flow), asked -> worth(new Level(taskClass, false), flow, FlowEstimates::mean));
    }

    /** Of all classes together. */
    double worth(List<String> flow) {
        return worths.computeIfAbsent(new Asked(ALL, flow), asked -> worth(new Level(0, true), flow, FlowEstimates::mean));
    }

    /** With every share drawn from its posterior by {@code draw(successes, failures)}. */
    double sample(int taskClass, List<String> flow, DoubleBinaryOperator draw) {
        return worth(new Level(taskClass, false), flow, draw);
    }

    private static double mean(double successes, double failures) {
        return successes / (successes + failures);
    }

    private double worth(Level level, List<String> flow, DoubleBinaryOperator draw) {
        double going = 1;
        double worth = 0;
        for (int length = 1; length <= flow.size(); length++) {
            List<String> path = flow.subList(0, length);
            worth -= going * level.price(path);
            double ended = level.share(path, Share.ENDED, draw);
            worth += value * going * ended * level.share(path, Share.SOLVED_OF_ENDED, draw);
            going *= 1 - ended;
        }
        return worth + value * going * level.share(flow, Share.SOLVED_OF_STOPPED, draw);
    }

    /**
     * How many runs of the class showed what this flow leads to. A run that a rule ended where several candidates would have
     * been counts for each of them in part.
     */
    double plays(int taskClass, List<String> flow) {
        return plays.computeIfAbsent(new Asked(taskClass, flow), asked -> plays(flow, path -> values.path(taskClass, path)));
    }

    /** Of all classes together. */
    double plays(List<String> flow) {
        return plays.computeIfAbsent(new Asked(ALL, flow), asked -> plays(flow, this::everywhere));
    }

    private double plays(List<String> flow, Function<List<String>, PathSum> sums) {
        double plays = sums.apply(flow).stopped();
        for (int length = 1; length <= flow.size(); length++) {
            List<String> path = flow.subList(0, length);
            plays += (double) sums.apply(path).ended() / Objects.requireNonNull(sharing.get(path));
        }
        return plays;
    }

    private PathSum everywhere(List<String> path) {
        return Objects.requireNonNullElse(everywhere.get(String.join(">", path)), PathSum.EMPTY);
    }

    private enum Share {
        ENDED, SOLVED_OF_ENDED, SOLVED_OF_STOPPED;

        long of(PathSum sum) {
            return this == ENDED ? sum.runs() : this == SOLVED_OF_ENDED ? sum.ended() : sum.stopped();
        }

        long successes(PathSum sum) {
            return this == ENDED ? sum.ended() : this == SOLVED_OF_ENDED ? sum.endedSolved() : sum.stoppedSolved();
        }
    }

    /** A class, or all together. */
    private final class Level {

        private final int taskClass;
        private final boolean all;

        Level(int taskClass, boolean all) {
            this.taskClass = taskClass;
            this.all = all;
        }

        double share(List<String> path, Share share, DoubleBinaryOperator draw) {
            PathSum wide = everywhere(path);
            double parent = (share.successes(wide) + PRIOR) / (share.of(wide) + 1);
            if (all) {
                return draw.applyAsDouble(share.successes(wide) + PRIOR, share.of(wide) - share.successes(wide) + PRIOR);
            }
            PathSum own = values.path(taskClass, path);
            double strength = backOff.kappa();
            return draw.applyAsDouble(share.successes(own) + strength * parent,
                    share.of(own) - share.successes(own) + strength * (1 - parent));
        }

        double price(List<String> path) {
            PathSum wide = everywhere(path);
            double parent = wide.runs() == 0 ? 0 : wide.price() / wide.runs();
            PathSum own = values.path(taskClass, path);
            return all ? parent : backOff.of(own.runs(), own.price(), parent);
        }
    }
}
