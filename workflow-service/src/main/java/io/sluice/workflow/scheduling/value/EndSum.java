package io.sluice.workflow.scheduling.value;

/** What runs that ended in one state came to. */
public record EndSum(long runs, long solved) {

    public static final EndSum EMPTY = new EndSum(0, 0);

    public EndSum plus(EndSum other) {
        return new EndSum(runs + other.runs, solved + other.solved);
    }

    EndSum minus(EndSum other) {
        return new EndSum(StepSum.minus(runs, other.runs), StepSum.minus(solved, other.solved));
    }
}
