package io.sluice.contracts.workflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a candidate would have earned on logged runs of what is in force, and whether that lets it go live. Amounts are a run's, in the
 * workflow's prices: the value of a solved task less what its steps cost.
 *
 * @param runs         that could be used
 * @param unusable     that could not: nobody knows whether they solved their task, or a model made one of their choices
 * @param fit          {@code none}: the candidate learns nothing; {@code crossed}: it learned from one half of the runs and was judged by
 *                     the other, and the other way round; {@code parted}: each half of the runs was taken out of the values that judged it
 * @param confidence   of every interval, both ends together
 * @param earned       by what was in force
 * @param perDecision  estimate of the candidate, by weights alone
 * @param doublyRobust estimate of the candidate, by weights and a model learned from other runs
 * @param gain         of the candidate over what was in force, run by run, doubly robust
 * @param guaranteed   lower bound of what the candidate earns without any approximation; absent: there is none
 * @param effective    how many runs of the candidate itself the log is worth
 * @param largest      share of the largest weight in all weights
 * @param uncovered    share of the candidate's choices that the log never could have made
 * @param doubts       why nothing should be concluded from this, sentences; empty: nothing speaks against it
 * @param tolerance    what a run may lose at most
 * @param verdict      {@code granted} or {@code refused}
 * @param reason       of the verdict, a sentence
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record PolicyEvaluation(int runs, int unusable, String fit, double confidence, Range earned, Range perDecision, Range doublyRobust, Range gain,
        @Nullable Double guaranteed, double effective, double largest, double uncovered, List<String> doubts, double tolerance, String verdict,
        String reason) {

    public static final String GRANTED = "granted";
    public static final String REFUSED = "refused";

    public boolean granted() {
        return GRANTED.equals(verdict);
    }

    /**
     * An estimate with its interval.
     *
     * @param low absent: there are too few runs for one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Range(double mean, @Nullable Double low, @Nullable Double high) {
    }
}
