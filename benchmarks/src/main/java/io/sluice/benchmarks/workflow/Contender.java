package io.sluice.benchmarks.workflow;

import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.Workflow.SchedulerSpec;
import io.sluice.workflow.scheduling.planning.Graph;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A scheduler in the comparison.
 *
 * @param learns whether it is another one after runs
 * @param stops  whether the workflow's stopping rules are asked
 * @param free   whether it may choose anybody at any time, because it does not choose at all
 */
record Contender(String name, SchedulerSpec spec, boolean learns, boolean stops, boolean free) {

    static final String ALL = "all agents";
    static final String RANDOM = "random";
    static final String TOP_FLOWS = "top-k flows";
    static final String BANDIT = "bandit";
    static final String Q_LEARNING = "q-learning";

    static List<Contender> of(Environment environment) {
        List<Contender> contenders = new ArrayList<>();
        environment.fixed().forEach((name, flow) -> contenders.add(flow(name, flow)));
        contenders.add(new Contender(ALL, spec("all", List.of()), false, false, true));
        contenders.add(new Contender(RANDOM, spec("random", List.of()), false, true, false));
        contenders.add(new Contender(TOP_FLOWS, new SchedulerSpec("top-k-flows", List.of(), environment.flows(), environment.topFlows()), true,
                true, true));
        contenders.add(new Contender(BANDIT, spec("bandit", environment.flows()), true, true, true));
        contenders.add(new Contender(Q_LEARNING, environment.workflow().scheduler(), true, true, false));
        return contenders;
    }

    static Contender flow(String name, List<String> flow) {
        return new Contender(name, new SchedulerSpec("fixed", flow, List.of(), Map.of()), false, true, true);
    }

    private static SchedulerSpec spec(String kind, List<List<String>> flows) {
        return new SchedulerSpec(kind, List.of(), flows, Map.of());
    }

    Workflow workflow(Environment environment) {
        Workflow of = environment.workflow();
        return new Workflow(of.name(), of.description(), of.start(), of.agents(), of.tools(), of.verifier(), of.limits(), of.prices(), of.value(),
                spec, stops ? of.stop() : List.of(), of.approvals(), of.classes());
    }

    Graph graph(Environment environment) {
        return free ? Graph.complete(environment.graph().agents()) : environment.graph();
    }
}
