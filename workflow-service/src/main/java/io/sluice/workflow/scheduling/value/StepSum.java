package io.sluice.workflow.scheduling.value;

import io.sluice.workflow.scheduling.Verdict;

/**
 * What an agent's steps in one state came to.
 *
 * @param none  steps after which nothing was known of the answer; {@code pass}, {@code fail}, {@code unsure} likewise
 * @param nanos of price, all steps together, in billionths, which is as fine as prices are told apart: whole numbers add up to the same
 *              in any order; as many as fit, once there are more
 */
public record StepSum(long none, long pass, long fail, long unsure, long nanos) {

    public static final StepSum EMPTY = new StepSum(0, 0, 0, 0, 0);
    static final double NANOS = 1e9;

    static StepSum of(Verdict verdict, double price) {
        return new StepSum(verdict == Verdict.NONE ? 1 : 0, verdict == Verdict.PASS ? 1 : 0, verdict == Verdict.FAIL ? 1 : 0,
                verdict == Verdict.UNSURE ? 1 : 0, nanos(price));
    }

    static long nanos(double price) {
        return Math.round(price * NANOS);
    }

    public StepSum plus(StepSum other) {
        return new StepSum(none + other.none, pass + other.pass, fail + other.fail, unsure + other.unsure, plus(nanos, other.nanos));
    }

    StepSum minus(StepSum other) {
        return new StepSum(minus(none, other.none), minus(pass, other.pass), minus(fail, other.fail), minus(unsure, other.unsure),
                minus(nanos, other.nanos));
    }

    static long minus(long all, long part) {
        return Math.max(0, all - part);
    }

    /** Of numbers that are 0 or more. */
    static long plus(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    public long tries() {
        return none + pass + fail + unsure;
    }

    public long of(Verdict verdict) {
        return switch (verdict) {
            case NONE -> none;
            case PASS -> pass;
            case FAIL -> fail;
            case UNSURE -> unsure;
        };
    }

    /** In the workflow's prices. */
    public double price() {
        return nanos / NANOS;
    }
}
