package io.sluice.benchmarks.workflow;

import java.util.List;
import java.util.Map;

/**
 * @param value     of a solved task, in the unit of costs
 * @param bestFlow  the fixed flow with the largest reward on the test tasks, of {@code flows} that were tried
 * @param bestByKind the flow with the largest reward on test tasks of each kind
 * @param agents    what each agent costs
 * @param verifier  how often what schedulers learn from is true
 * @param accuracyCurves accuracy by run while learning, mean of the last {@link #WINDOW}, by scheduler; a point every {@link #EVERY} runs
 * @param rewardCurves reward likewise
 * @param published what the paper that this follows reports
 */
public record WorkflowResult(String environment, long seed, int episodes, int tests, double value, List<String> bestFlow,
        List<String> mostAccurateFlow, int flows, Map<String, List<String>> bestByKind, List<AgentCost> agents, VerdictQuality verifier,
        List<Row> rows, List<Gate> gates, Map<String, List<Double>> accuracyCurves, Map<String, List<Double>> rewardCurves, Published published) {

    static final int WINDOW = 200;
    static final int EVERY = 20;

    /** PriorDynaFlow's abstract. */
    public record Published(String source, String accuracyGain, String costOfOthers) {
        static final Published PRIOR_DYNA_FLOW = new Published("PriorDynaFlow, mean of four benchmarks", "+4.05 %", "30.68-48.31 %");
    }

    public boolean met() {
        return gates.stream().allMatch(Gate::met);
    }
}
