package io.sluice.workflow.definition;

import static io.sluice.workflow.definition.Problem.at;
import static io.sluice.workflow.definition.Problem.step;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Who may follow whom: names exist, everybody is reached, an answer can come, and nobody goes round alone for ever. */
final class GraphCheck implements WorkflowCheck {

    @Override
    public List<Problem> problems(Workflow workflow) {
        List<Problem> problems = new ArrayList<>();
        Set<String> names = workflow.agents().keySet();
        if (!names.contains(workflow.start())) {
            problems.add(at("/start", "there is no agent '" + workflow.start() + "'"));
        }
        workflow.agents().forEach((name, agent) -> links(name, agent, names, problems));
        if (!problems.isEmpty()) {
            return problems;
        }
        compensations(workflow, problems);
        Set<String> reached = reached(workflow);
        Set<String> called = called(workflow);
        for (String name : names) {
            if (!reached.contains(name) && !called.contains(name)) {
                problems.add(at(step("/agents", name), "no way leads here from '" + workflow.start() + "'"));
            }
        }
        if (reached.stream().noneMatch(name -> workflow.agents().get(name).output().role() == Agent.Output.Role.ANSWER)) {
            problems.add(at("/agents", "no agent that is reached gives an answer: one needs the output role 'answer'"));
        }
        if (workflow.stop().isEmpty() && workflow.scheduler().kind().equals("random")) {
            problems.add(at("/stop", "a random schedule without a rule to stop ends at its limits only"));
        }
        return problems;
    }

    private static void links(String name, Agent agent, Collection<String> names, List<Problem> problems) {
        String place = step("/agents", name);
        for (int i = 0; i < agent.next().size(); i++) {
            if (!names.contains(agent.next().get(i))) {
                problems.add(at(place + "/next/" + i, "there is no agent '" + agent.next().get(i) + "'"));
            }
        }
        if (agent.next().equals(List.of(name))) {
            problems.add(at(place + "/next", "only '" + name + "' itself may follow, so nothing but a limit would end that"));
        }
        if (agent.compensatedBy() != null && !names.contains(agent.compensatedBy())) {
            problems.add(at(place + "/compensated_by", "there is no agent '" + agent.compensatedBy() + "'"));
        }
    }

    /** Each undoing ends: following {@code compensatedBy} comes back to nobody. */
    private static void compensations(Workflow workflow, List<Problem> problems) {
        for (String name : workflow.agents().keySet()) {
            Set<String> seen = new LinkedHashSet<>();
            String at = name;
            while (at != null && seen.add(at)) {
                at = workflow.agents().get(at).compensatedBy();
            }
            if (at != null && at.equals(name)) {
                problems.add(at(step("/agents", name) + "/compensated_by",
                        "undoing goes in a circle: " + String.join(" → ", seen) + " → " + name));
            }
        }
    }

    private static Set<String> reached(Workflow workflow) {
        Set<String> reached = new HashSet<>(Set.of(workflow.start()));
        Deque<String> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            List<String> next = workflow.agents().get(open.pop()).next();
            for (String follower : next.isEmpty() ? workflow.agents().keySet() : next) {
                if (reached.add(follower)) {
                    open.push(follower);
                }
            }
        }
        return reached;
    }

    /** Who is asked without being scheduled. */
    private static Set<String> called(Workflow workflow) {
        Set<String> called = new HashSet<>();
        workflow.agents().values().forEach(agent -> {
            if (agent.compensatedBy() != null) {
                called.add(agent.compensatedBy());
            }
        });
        if (workflow.verifier() instanceof VerifierSpec.ByAgent judge) {
            called.add(judge.agent());
        }
        return called;
    }
}
