package io.sluice.workflow.scheduling.value;

/**
 * What runs cost, in billionths of the workflow's prices.
 *
 * @param exploring of it, steps that were chosen to learn
 */
public record Spending(long nanos, long exploring) {

    public static final Spending NOTHING = new Spending(0, 0);

    Spending plus(Spending other) {
        return new Spending(StepSum.plus(nanos, other.nanos), StepSum.plus(exploring, other.exploring));
    }

    Spending minus(Spending other) {
        return new Spending(StepSum.minus(nanos, other.nanos), StepSum.minus(exploring, other.exploring));
    }

    /** Of all that was spent, 0..1. */
    public double share() {
        return nanos == 0 ? 0 : (double) exploring / nanos;
    }
}
