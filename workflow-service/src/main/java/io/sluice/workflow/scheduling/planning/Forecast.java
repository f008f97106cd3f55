package io.sluice.workflow.scheduling.planning;

import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Verdict;
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
        return from(plan, null, Verdict.NONE, Math.min(steps, plan.aims().horizon()), 1, 1);
    }

    private static Forecast from(Plan plan, @Nullable String last, Verdict verdict, int steps, double left, double chance) {
        double most = last == null ? Double.NEGATIVE_INFINITY : plan.q(last, verdict, steps, left, Choice.STOP);
        String best = null;
        for (String agent : plan.model().graph().after(last)) {
            double q = plan.q(last, verdict, steps, left, agent);
            if (q > most) {
                most = q;
                best = agent;
            }
        }
        if (best == null || chance < RARE) {
            return last == null ? NOTHING : new Forecast(plan.model().solved(last, verdict), 0, 0);
        }
        Model.Outcome outcome = plan.model().step(last, verdict, best);
        double solved = 0;
        double price = outcome.price();
        double done = 1;
        for (Verdict next : Verdict.values()) {
            double share = outcome.of(next);
            if (share > 0) {
                Forecast rest = from(plan, best, next, steps - 1, Math.max(0, left - outcome.price() / plan.aims().costLimit()), chance * share);
                solved += share * rest.solved();
                price += share * rest.price();
                done += share * rest.steps();
            }
        }
        return new Forecast(solved, price, done);
    }
}
