package io.sluice.workflow.scheduling.value;

import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Episode;
import io.sluice.workflow.scheduling.Episode.Decision;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.Verdict;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Q-learning over states (class, last agent, verdict, steps left, budget left), undiscounted, with the learning rate n^-0.8.
 * The reward of a step is minus its price, and {@code value} for the last if the task was solved. An episode is gone through
 * from its end, so that what it was worth reaches its first decision at once; the released code goes forward.
 *
 * @param value   of a solved task, in the workflow's prices
 * @param horizon more steps left count as this many
 * @param levels  of budget left
 */
public record OnlineUpdate(double value, int horizon, int levels) {

    /** What an action is taken to be worth before it was tried: a solved task, or for ending without a passed answer nothing. */
    public double initial(Verdict verdict, String action) {
        return action.equals(Choice.STOP) && verdict != Verdict.PASS ? 0 : value;
    }

    public String key(Situation situation, int taskClass, String action) {
        int budget = Math.clamp((long) Math.floor(situation.costLeft() * levels), 0, levels - 1);
        return Keys.online(taskClass, situation.last(), situation.verdict(), Math.min(situation.stepsLeft(), horizon), budget, action);
    }

    public double q(SortedMap<String, OnlineValue> values, Situation situation, int taskClass, String action) {
        OnlineValue known = values.get(key(situation, taskClass, action));
        return known == null ? initial(situation.verdict(), action) : known.q();
    }

    SortedMap<String, OnlineValue> apply(SortedMap<String, OnlineValue> values, Episode episode, int taskClass, boolean solved) {
        SortedMap<String, OnlineValue> updated = new TreeMap<>(values);
        for (int i = episode.decisions().size() - 1; i >= 0; i--) {
            Decision decision = episode.decisions().get(i);
            boolean last = i == episode.decisions().size() - 1;
            double reward = (last && solved ? value : 0) - decision.price();
            double next = last ? 0 : best(updated, episode.decisions().get(i + 1).situation(), taskClass);
            String action = Objects.requireNonNullElse(decision.choice().agent(), Choice.STOP);
            String key = key(decision.situation(), taskClass, action);
            OnlineValue known = updated.get(key);
            if (known == null && updated.size() >= Values.ONLINE_MAX) {
                continue;
            }
            long n = known == null ? 1 : known.updates() + 1;
            double before = known == null ? initial(decision.situation().verdict(), action) : known.q();
            updated.put(key, new OnlineValue(n, TemporalDifference.update(before, TemporalDifference.alpha(n), reward, 1, next)));
        }
        return updated;
    }

    private double best(SortedMap<String, OnlineValue> values, Situation situation, int taskClass) {
        double best = situation.mayStop() ? q(values, situation, taskClass, Choice.STOP) : Double.NEGATIVE_INFINITY;
        for (String agent : situation.offered()) {
            best = Math.max(best, q(values, situation, taskClass, agent));
        }
        return best;
    }
}
