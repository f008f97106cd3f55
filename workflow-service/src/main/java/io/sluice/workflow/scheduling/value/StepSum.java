package io.sluice.workflow.scheduling.value;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.workflow.scheduling.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What an agent's steps in one state came to.
 *
 * @param none  steps after which nothing was known of the answer; {@code pass}, {@code fail}, {@code unsure} likewise
 * @param nanos of price, all steps together, in billionths, which is as fine as prices are told apart: whole numbers add up to the same
 *              in any order; as many as fit, once there are more
 * @param broken steps that came to nothing, or after which a stopping rule ended the run, unsolved; left out of a record where there are none
 */
public record StepSum(long none, long pass, long fail, long unsure, long nanos,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long broken) {

    public static final StepSum EMPTY = new StepSum(0, 0, 0, 0, 0);

    public StepSum(long none, long pass, long fail, long unsure, long nanos) {
        this(none, pass, fail, unsure, nanos, 0);
    }
    static final double NANOS = 1e9;

    /** As records have it: those of earlier versions don't tell of broken steps. */
    @JsonCreator
    static StepSum read(@JsonProperty("none") long none, @JsonProperty("pass") long pass, @JsonProperty("fail") long fail,
            @JsonProperty("unsure") long unsure, @JsonProperty("nanos") long nanos, @JsonProperty("broken") @Nullable Long broken) {
        return new StepSum(none, pass, fail, unsure, nanos, broken == null ? 0 : broken);
    }

    static StepSum of(Verdict verdict, double price) {
        return new StepSum(verdict == Verdict.NONE ? 1 : 0, verdict == Verdict.PASS ? 1 : 0, verdict == Verdict.FAIL ? 1 : 0,
                verdict == Verdict.UNSURE ? 1 : 0, nanos(price));
    }

    static StepSum broken(double price) {
        return new StepSum(0, 0, 0, 0, nanos(price), 1);
    }

    static long nanos(double price) {
        return Math.round(price * NANOS);
    }

    public StepSum plus(StepSum other) {
        return new StepSum(none + other.none, pass + other.pass, fail + other.fail, unsure + other.unsure, plus(nanos, other.nanos),
                broken + other.broken);
    }

    StepSum minus(StepSum other) {
        return new StepSum(minus(none, other.none), minus(pass, other.pass), minus(fail, other.fail), minus(unsure, other.unsure),
                minus(nanos, other.nanos), minus(broken, other.broken));
    }

    static long minus(long all, long part) {
        return Math.max(0, all - part);
    }

    /** Of numbers that are 0 or more. */
    static long plus(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    public long tries() {
        return none + pass + fail + unsure + broken;
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
