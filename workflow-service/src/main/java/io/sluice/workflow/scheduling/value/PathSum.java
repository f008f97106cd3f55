package io.sluice.workflow.scheduling.value;

/**
 * What runs came to whose first steps were these, in this order.
 *
 * @param runs          that did so
 * @param ended         of them, those that a rule or a limit ended here: whatever should have followed, they would have ended
 * @param endedSolved   of {@code ended}
 * @param stopped       of {@code runs}, those that the scheduler ended here
 * @param stoppedSolved of {@code stopped}
 * @param nanos         of price of the last of the steps, in billionths
 */
public record PathSum(long runs, long ended, long endedSolved, long stopped, long stoppedSolved, long nanos) {

    public static final PathSum EMPTY = new PathSum(0, 0, 0, 0, 0, 0);

    public PathSum plus(PathSum other) {
        return new PathSum(runs + other.runs, ended + other.ended, endedSolved + other.endedSolved, stopped + other.stopped,
                stoppedSolved + other.stoppedSolved, StepSum.plus(nanos, other.nanos));
    }

    PathSum minus(PathSum other) {
        return new PathSum(StepSum.minus(runs, other.runs), StepSum.minus(ended, other.ended), StepSum.minus(endedSolved, other.endedSolved),
                StepSum.minus(stopped, other.stopped), StepSum.minus(stoppedSolved, other.stoppedSolved), StepSum.minus(nanos, other.nanos));
    }

    public double price() {
        return nanos / StepSum.NANOS;
    }
}
