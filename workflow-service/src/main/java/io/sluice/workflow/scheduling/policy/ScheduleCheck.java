package io.sluice.workflow.scheduling.policy;

import io.sluice.workflow.definition.Problem;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.Workflow.SchedulerSpec;
import io.sluice.workflow.definition.WorkflowCheck;
import io.sluice.workflow.scheduling.setting.Knob;
import io.sluice.workflow.scheduling.stopping.StoppingRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Settings of the scheduler, of its shadow and of the stopping rules are known and within their bounds; candidates are there where they are chosen from. */
public final class ScheduleCheck implements WorkflowCheck {

    @Override
    public List<Problem> problems(Workflow workflow) {
        SchedulerSpec spec = workflow.scheduler();
        List<Problem> problems = new ArrayList<>(scheduler(spec, "/scheduler"));
        if (spec.shadow() != null) {
            problems.addAll(scheduler(spec.shadow(), "/scheduler/shadow"));
        }
        if (spec.promotion() != null && workflow.verifier() == null) {
            problems.add(new Problem("/scheduler/promotion", "without a verifier nobody knows what runs earned, so nothing could be promoted", null));
        }
        for (int i = 0; i < workflow.stop().size(); i++) {
            problems.addAll(rule(workflow.stop().get(i), "/stop/" + i));
        }
        return List.copyOf(problems);
    }

    /** Of one of them; its shadow is another. */
    static List<Problem> scheduler(SchedulerSpec spec, String place) {
        List<Knob> knobs = Knobs.all().get(spec.kind());
        if (knobs == null) {
            return List.of(new Problem(place + "/kind", "there is no scheduler '" + spec.kind() + "', only "
                    + String.join(", ", Knobs.all().keySet().stream().sorted().toList()), null));
        }
        List<Problem> problems = new ArrayList<>(Knob.problems(knobs, spec.settings(), place + "/settings"));
        problems.addAll(flows(spec, place));
        return problems;
    }

    private static List<Problem> flows(SchedulerSpec spec, String place) {
        if (spec.kind().equals("fixed") && spec.flow().isEmpty()) {
            return List.of(new Problem(place + "/flow", "a fixed schedule needs at least one agent", null));
        }
        boolean candidates = spec.kind().equals("top-k-flows") || spec.kind().equals("bandit");
        if (candidates && (spec.flows().isEmpty() || spec.flows().stream().anyMatch(List::isEmpty))) {
            return List.of(new Problem(place + "/flows", spec.kind() + " needs at least one flow, and each of at least one agent", null));
        }
        return List.of();
    }

    private static List<Problem> rule(Workflow.StopRule rule, String place) {
        Map<String, List<Knob>> kinds = StoppingRules.knobs();
        List<Knob> knobs = kinds.get(rule.kind());
        return knobs == null
                ? List.of(new Problem(place + "/kind", "there is no rule '" + rule.kind() + "', only "
                        + String.join(", ", kinds.keySet().stream().sorted().toList()), null))
                : Knob.problems(knobs, rule.settings(), place + "/settings");
    }
}
