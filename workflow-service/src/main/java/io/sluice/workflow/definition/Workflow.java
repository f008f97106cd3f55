package io.sluice.workflow.definition;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Agents that solve a task together. Immutable once a run has used it: a change is a new version.
 *
 * @param name        {@code [a-z0-9][a-z0-9-]{0,62}}
 * @param start       the agent of the first step
 * @param agents      by name, in the document's order; at most 9, so that what is learned of them stays small
 * @param tools       by name
 * @param verifier    says of an answer whether it is right; absent: nothing is ever verified
 * @param value       what a solved task is worth, in the unit of {@code prices}; greater than 0
 * @param stop        rules by which a run ends before its limits, in the order they are asked
 * @param approvals   where a person decides
 * @param classes     how tasks are told apart, for the scheduler
 */
public record Workflow(
        String name,
        @Nullable String description,
        String start,
        Map<String, Agent> agents,
        Map<String, ToolSpec> tools,
        @Nullable VerifierSpec verifier,
        Limits limits,
        Prices prices,
        double value,
        SchedulerSpec scheduler,
        List<StopRule> stop,
        List<ApprovalPoint> approvals,
        TaskClasses classes) {

    /** The same, scheduled otherwise. */
    public Workflow scheduledBy(SchedulerSpec other) {
        return new Workflow(name, description, start, agents, tools, verifier, limits, prices, value, other, stop, approvals, classes);
    }

    /**
     * What a run may use; whatever is reached first ends it.
     *
     * @param steps   1..100
     * @param tokens  prompt and completion together
     * @param cost    in the unit of {@code prices}
     * @param seconds of wall time, without the time that a run is paused or waits for a person
     */
    public record Limits(int steps, long tokens, double cost, double seconds) {
    }

    /** What is paid, for a token read, a token written and a CPU second of the platform, and for a second of waiting. */
    public record Prices(double promptToken, double completionToken, double cpuSecond, double second) {

        public double of(long promptTokens, long completionTokens, double cpuSeconds) {
            return promptTokens * promptToken + completionTokens * completionToken + cpuSeconds * cpuSecond;
        }
    }

    /**
     * @param kind     {@code fixed}, {@code random}, {@code all}, {@code top-k-flows}, {@code bandit} or {@code q-learning}
     * @param flow     of {@code fixed}: the agents in order; of {@code top-k-flows}: absent, or the candidates are in {@code flows}
     * @param flows    of {@code top-k-flows} and {@code bandit}: candidates, each agents in order
     * @param settings of the kind, by name; what is absent is as the kind documents it
     * @param shadow   asked beside this one and obeyed by nobody; absent: nobody is. What it says of a shadow of its own is passed over
     * @param promotion what a version with another policy has to show before runs use it; absent: nothing
     */
    public record SchedulerSpec(String kind, List<String> flow, List<List<String>> flows, Map<String, Double> settings,
            @Nullable SchedulerSpec shadow, @Nullable PromotionSpec promotion) {

        /** With nothing that a later version has to show. */
        public SchedulerSpec(String kind, List<String> flow, List<List<String>> flows, Map<String, Double> settings, @Nullable SchedulerSpec shadow) {
            this(kind, flow, flows, settings, shadow, null);
        }

        /** Without a shadow, and with nothing that a later version has to show. */
        public SchedulerSpec(String kind, List<String> flow, List<List<String>> flows, Map<String, Double> settings) {
            this(kind, flow, flows, settings, null, null);
        }
    }

    /** @param tolerance what a run may lose at most, by an evaluation on logged runs, in the unit of {@code prices} */
    public record PromotionSpec(double tolerance) {
    }

    /**
     * @param kind     {@code verified}, {@code gain}, {@code agreement}, {@code loop} or {@code first-finish}
     * @param settings of the kind, by name
     */
    public record StopRule(String kind, Map<String, Double> settings) {
    }

    /**
     * @param before         the agent whose step waits for a person
     * @param seconds        how long it waits
     * @param proceedsOnTimeout whether the step is done when nobody decided; otherwise the run is cancelled
     */
    public record ApprovalPoint(String before, double seconds, boolean proceedsOnTimeout) {
    }

    /**
     * @param rules ordered: the first whose pattern is found in the task's text names its class; at most 15
     * @param max   with no rules, how many classes are found by likeness, 1..16
     */
    public record TaskClasses(List<Rule> rules, int max) {

        /** @param pattern of RE2 */
        public record Rule(String name, String pattern) {
        }
    }
}
