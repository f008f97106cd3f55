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

/** Settings of the scheduler and of the stopping rules are known and within their bounds; candidates are there where they are chosen from. */
public final class ScheduleCheck implements WorkflowCheck {

    @Override
    public List<Problem> problems(Workflow workflow) {
        SchedulerSpec spec = workflow.scheduler();
        List<Knob> knobs = Knobs.all().get(spec.kind());
        List<Problem> problems = new ArrayList<>();
        if (knobs == null) {
            problems.add(new Problem("/scheduler/kind", "there is no scheduler '" + spec.kind() + "', only "
                    + String.join(", ", Knobs.all().keySet().stream().sorted().toList()), null));
        } else {
            problems.addAll(Knob.problems(knobs, spec.settings(), "/scheduler/settings"));
            problems.addAll(flows(spec));
        }
        for (int i = 0; i < workflow.stop().size(); i++) {
            problems.addAll(rule(workflow.stop().get(i), "/stop/" + i));
        }
        return List.copyOf(problems);
    }

    private static List<Problem> flows(SchedulerSpec spec) {
        if (spec.kind().equals("fixed") && spec.flow().isEmpty()) {
            return List.of(new Problem("/scheduler/flow", "a fixed schedule needs at least one agent", null));
        }
        boolean candidates = spec.kind().equals("top-k-flows") || spec.kind().equals("bandit");
        if (candidates && (spec.flows().isEmpty() || spec.flows().stream().anyMatch(List::isEmpty))) {
            return List.of(new Problem("/scheduler/flows", spec.kind() + " needs at least one flow, and each of at least one agent", null));
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
