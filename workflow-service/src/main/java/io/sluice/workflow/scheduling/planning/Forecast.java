package io.sluice.workflow.scheduling.planning;

import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.value.Memory;
import org.jspecify.annotations.Nullable;

/**
 * What a run will come to that always does what the plan finds best.
 *
 * @param solved chance, 0..1
 * @param price  expected, in the workflow's prices
 * @param steps  expected
 */
public record Forecast(double solved, double price, double steps) {

    private static final Forecast NOTHING = new Forecast(0, 0, 0);
    /** Ways less likely than this are left out. */
    private static final double RARE = 1e-7;

    /** Of a whole run with {@code steps} at most. */
    public static Forecast of(Plan plan, int steps) {
        return from(plan, Memory.NOBODY, null, Verdict.NONE, Math.min(steps, plan.aims().horizon()), 1, 1);
    }

    private static Forecast from(Plan plan, String memory, @Nullable String last, Verdict verdict, int steps, double left, double chance) {
        double most = last == null ? Double.NEGATIVE_INFINITY : plan.q(memory, last, verdict, steps, left, Choice.STOP);
        String best = null;
        for (String agent : plan.model().graph().after(last)) {
            double q = plan.q(memory, last, verdict, steps, left, agent);
            if (q > most) {
                most = q;
                best = agent;
            }
        }
        if (best == null || chance < RARE) {
            return last == null ? NOTHING : new Forecast(plan.model().solved(plan.known(memory), last, verdict), 0, 0);
        }
        Model.Outcome outcome = plan.model().step(plan.known(memory), last, verdict, best);
        double solved = 0;
        double price = outcome.price();
        double done = 1;
        for (Verdict next : Verdict.values()) {
            double share = outcome.of(next);
            if (share > 0) {
                Forecast rest = from(plan, Memory.with(memory, best), best, next, steps - 1, Math.max(0, left - outcome.price() / plan.aims().costLimit()), chance * share);
                solved += share * rest.solved();
                price += share * rest.price();
                done += share * rest.steps();
            }
        }
        return new Forecast(solved, price, done);
    }
}
