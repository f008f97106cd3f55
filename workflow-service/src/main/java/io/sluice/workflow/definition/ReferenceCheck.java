package io.sluice.workflow.definition;

import static io.sluice.workflow.definition.Problem.at;
import static io.sluice.workflow.definition.Problem.step;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tools, judges, approvals and classes that are named exist, and are named once. */
final class ReferenceCheck implements WorkflowCheck {

    @Override
    public List<Problem> problems(Workflow workflow) {
        List<Problem> problems = new ArrayList<>();
        workflow.agents().forEach((name, agent) -> tools(workflow, step("/agents", name), agent, problems));
        if (workflow.verifier() instanceof VerifierSpec.ByAgent judge) {
            judge(workflow, judge, problems);
        }
        Set<String> guarded = new HashSet<>();
        for (int i = 0; i < workflow.approvals().size(); i++) {
            String before = workflow.approvals().get(i).before();
            if (!workflow.agents().containsKey(before)) {
                problems.add(at("/approvals/" + i + "/before", "there is no agent '" + before + "'"));
            } else if (!guarded.add(before)) {
                problems.add(at("/approvals/" + i + "/before", "'" + before + "' has an approval already"));
            }
        }
        Set<String> classes = new HashSet<>();
        for (int i = 0; i < workflow.classes().rules().size(); i++) {
            if (!classes.add(workflow.classes().rules().get(i).name())) {
                problems.add(at("/classes/rules/" + i + "/name", "two classes have this name"));
            }
        }
        return problems;
    }

    private static void tools(Workflow workflow, String place, Agent agent, List<Problem> problems) {
        switch (agent) {
            case Agent.ModelAgent model -> {
                for (int i = 0; i < model.tools().size(); i++) {
                    tool(workflow, model.tools().get(i), place + "/tools/" + i, problems);
                }
            }
            case Agent.ToolAgent tool -> tool(workflow, tool.tool(), place + "/tool", problems);
        }
        if (agent.effort().seconds() > workflow.limits().seconds()) {
            problems.add(at(place + "/effort/seconds", "an attempt may not take longer than the whole run"));
        }
    }

    private static void tool(Workflow workflow, String name, String place, List<Problem> problems) {
        if (!workflow.tools().containsKey(name)) {
            problems.add(at(place, "there is no tool '" + name + "'"));
        }
    }

    private static void judge(Workflow workflow, VerifierSpec.ByAgent judge, List<Problem> problems) {
        Agent agent = workflow.agents().get(judge.agent());
        if (agent == null) {
            problems.add(at("/verifier/agent", "there is no agent '" + judge.agent() + "'"));
        } else if (agent.output().role() != Agent.Output.Role.VERDICT) {
            problems.add(at("/verifier/agent", "an agent that judges has the output role 'verdict'"));
        }
    }
}
