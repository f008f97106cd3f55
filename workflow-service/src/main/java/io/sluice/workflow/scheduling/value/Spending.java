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

    /**
     * Whether a share of all spending leaves room for exploring; a share of 0 never does.
     *
     * <p>Who explores only while this says so keeps {@code exploring ≤ share · all + (1 − share) · Σ e}, with e for each run that was going
     * when it said so last: what such a run then spends on exploring. In runs one after the other that is one of them.
     */
    public boolean within(double share) {
        return share > 0 && exploring <= share * nanos;
    }

    /** Of all that was spent, 0..1. */
    public double share() {
        return nanos == 0 ? 0 : (double) exploring / nanos;
    }
}
