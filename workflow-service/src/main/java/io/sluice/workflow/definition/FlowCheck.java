package io.sluice.workflow.definition;

import static io.sluice.workflow.definition.Problem.at;

import java.util.ArrayList;
import java.util.List;

/** Flows can be followed: of agents that exist, from the start, along what may follow, within the limit of steps. */
final class FlowCheck implements WorkflowCheck {

    @Override
    public List<Problem> problems(Workflow workflow) {
        List<Problem> problems = new ArrayList<>();
        Workflow.SchedulerSpec scheduler = workflow.scheduler();
        problems.addAll(problems(workflow, scheduler, "/scheduler"));
        if (scheduler.shadow() != null) {
            problems.addAll(problems(workflow, scheduler.shadow(), "/scheduler/shadow"));
        }
        return problems;
    }

    private static List<Problem> problems(Workflow workflow, Workflow.SchedulerSpec scheduler, String place) {
        List<Problem> problems = new ArrayList<>();
        if (!scheduler.flow().isEmpty()) {
            problems.addAll(problems(workflow, scheduler.flow(), place + "/flow"));
        }
        for (int i = 0; i < scheduler.flows().size(); i++) {
            problems.addAll(problems(workflow, scheduler.flows().get(i), place + "/flows/" + i));
        }
        return problems;
    }

    private static List<Problem> problems(Workflow workflow, List<String> flow, String place) {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < flow.size(); i++) {
            String agent = flow.get(i);
            if (!workflow.agents().containsKey(agent)) {
                problems.add(at(place + "/" + i, "there is no agent '" + agent + "'"));
            } else if (i == 0 && !agent.equals(workflow.start())) {
                problems.add(at(place + "/0", "a flow begins with the start, '" + workflow.start() + "'"));
            } else if (i > 0 && !mayFollow(workflow.agents().get(flow.get(i - 1)), agent)) {
                problems.add(at(place + "/" + i, "'" + agent + "' may not follow '" + flow.get(i - 1) + "'"));
            }
        }
        if (flow.size() > workflow.limits().steps()) {
            problems.add(at(place, "it has " + flow.size() + " steps, of which the limits allow " + workflow.limits().steps()));
        }
        return problems;
    }

    private static boolean mayFollow(Agent before, String agent) {
        return before == null || before.next().isEmpty() || before.next().contains(agent);
    }
}
