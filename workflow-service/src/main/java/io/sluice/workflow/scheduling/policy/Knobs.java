package io.sluice.workflow.scheduling.policy;

import io.sluice.workflow.scheduling.setting.Knob;
import java.util.List;
import java.util.Map;

/** Every setting of every scheduler. */
public final class Knobs {

    static final Knob SPREAD = new Knob("spread", 0, 0, 0.5,
            "share of choices that are drawn evenly from everything else, so that other schedulers can be judged by the log");
    static final Knob FLOW_SPREAD = new Knob("spread", 0.05, 0, 0.5, SPREAD.meaning());
    static final Knob K = new Knob("k", 4, 1, 32, "how many candidates stay, the best everywhere first");
    static final Knob PER_CLASS = new Knob("per-class", 1, 0, 1, "1: each class takes its best of them; 0: one for all");
    static final Knob TRIES = new Knob("tries", 5, 1, 1_000, "times a candidate is tried before it is judged");
    static final Knob UCB = new Knob("bonus", 0.3, 0, 10, "c of the upper bound, in values of a solved task");
    static final Knob THOMPSON = new Knob("thompson", 0, 0, 1, "1: draws from posteriors instead of upper bounds");
    static final Knob BACK_OFF = new Knob("back-off", 2, 0.1, 1_000, "κ: how many observations the coarser level counts for");
    static final Knob FLOW_BACK_OFF = new Knob("back-off", 10, 0.1, 1_000, BACK_OFF.meaning());
    static final Knob OPTIMISM = new Knob("optimism", 1, 0, 1, "chance of passing that an agent is taken to have before it was tried");
    static final Knob HORIZON = new Knob("horizon", 6, 1, 12, "steps that are looked ahead");
    static final Knob LEVELS = new Knob("budget-levels", 4, 1, 16, "into which the budget left is divided");
    static final Knob COLD_START = new Knob("cold-start", 20, 0, 10_000, "runs of a class that follow the flow, or without one draw evenly from everything offered");
    static final Knob EPSILON = new Knob("epsilon", 0.2, 0, 1, "ε0: share of exploring choices in a state at first");
    static final Knob EPSILON_HALF = new Knob("epsilon-half", 10, 1, 1_000_000, "visits of a state after which ε is half of ε0");
    static final Knob EPSILON_MIN = new Knob("epsilon-min", 0.01, 0, 1, "what ε does not fall below");
    static final Knob EXPLORE_COST = new Knob("explore-cost", 0.2, 0, 1, "share of all spending that exploring may take");
    static final Knob PRUNE_DELTA = new Knob("prune-delta", 0.05, 1e-6, 1, "chance that something is left out wrongly; 1: nothing is left out");
    static final Knob PRUNE_AFTER = new Knob("prune-after", 20, 1, 1_000_000, "tries before an action may be left out");
    static final Knob MEMORY = new Knob("memory", 1, 0, 1, "1: states tell who has had a turn; 0: only who was the last");
    static final Knob A_PRIORI = new Knob("a-priori", 0, 0, 1, "1: whom the running agent names goes next, where it may");
    static final Knob ONLINE = new Knob("online", 0, 0, 1, "1: Q-learning updates instead of counts and value iteration");
    static final Knob COST_MEAN = new Knob("cost-mean", 0, 0, 1e12, "what a run may cost on average; 0: no bound but its limit");
    static final Knob SAFE_TRIES = new Knob("safe-tries", 0, 0, 1_000_000,
            "SPIBB: what was tried no more often than this keeps the flow's probability; 0: off");

    static final Knob FLOW_SHARE = new Knob("flow-spread", 0.1, 0, 0.5,
            "share of a flow's choices that are drawn evenly instead, in cold start and as SPIBB's baseline");

    private static final Map<String, List<Knob>> KINDS = Map.of(
            "fixed", List.of(SPREAD),
            "random", List.of(),
            "all", List.of(),
            "top-k-flows", List.of(K, PER_CLASS, TRIES, FLOW_BACK_OFF),
            "bandit", List.of(UCB, THOMPSON, FLOW_SPREAD, FLOW_BACK_OFF),
            "q-learning", List.of(BACK_OFF, OPTIMISM, HORIZON, LEVELS, COLD_START, EPSILON, EPSILON_HALF, EPSILON_MIN, EXPLORE_COST,
                    PRUNE_DELTA, PRUNE_AFTER, MEMORY, A_PRIORI, ONLINE, COST_MEAN, SAFE_TRIES, FLOW_SHARE));

    private Knobs() {
    }

    /** By kind of scheduler. */
    public static Map<String, List<Knob>> all() {
        return KINDS;
    }
}
