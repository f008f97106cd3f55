package io.sluice.contracts.workflow;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A scheduling decision, whole: what was known, what was offered, with which probability it was drawn, by which policy. With
 * it the decision never has to be made again, and another policy can be judged by it.
 *
 * @param agent         who goes next; absent: the run ends
 * @param propensity    probability with which this was drawn, in (0, 1]; absent when a model chose
 * @param probabilities of everything that was offered, {@code stop} for ending
 * @param reason        one of a small set, e.g. {@code greedy}, {@code explore}, {@code flow}
 * @param policyVersion of the values that the scheduler used, 0: none yet
 * @param taskClass     0..15
 * @param last          the agent of the step before; absent before the first
 * @param verdict       of the current answer: {@code none}, {@code pass}, {@code fail} or {@code unsure}
 * @param costLeft      share of the cost limit that is left, 0..1
 * @param executed      the agents of all steps so far, in order
 * @param suggestion    whom the agent of the step before named
 * @param shadow        what a second scheduler would have chosen; absent: none was asked, or it could not say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StepDecision(
        @Nullable String agent,
        @Nullable Double propensity,
        Map<String, Double> probabilities,
        String reason,
        int policyVersion,
        int taskClass,
        @Nullable String last,
        String verdict,
        int stepsLeft,
        double costLeft,
        List<String> executed,
        List<String> offered,
        boolean mayStop,
        @Nullable String suggestion,
        @Nullable Shadow shadow) {

    /**
     * @param scheduler its kind
     * @param agent     who would have gone next; absent: the run would have ended
     * @param agrees    whether that is what was chosen
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Shadow(String scheduler, @Nullable String agent, boolean agrees) {
    }

    /** The same after these steps. */
    public StepDecision after(List<String> steps) {
        return new StepDecision(agent, propensity, probabilities, reason, policyVersion, taskClass, last, verdict, stepsLeft, costLeft,
                List.copyOf(steps), offered, mayStop, suggestion, shadow);
    }

    /** The same with another share of the cost limit left. */
    public StepDecision withCostLeft(double left) {
        return new StepDecision(agent, propensity, probabilities, reason, policyVersion, taskClass, last, verdict, stepsLeft, left,
                executed, offered, mayStop, suggestion, shadow);
    }
}
