package io.sluice.benchmarks.workflow.scripted;

import io.sluice.benchmarks.workflow.Environment;
import io.sluice.benchmarks.workflow.Oracle;
import io.sluice.workflow.definition.Agent;
import io.sluice.workflow.definition.Agent.Output.Role;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.Workflow.Limits;
import io.sluice.workflow.definition.Workflow.Prices;
import io.sluice.workflow.definition.Workflow.SchedulerSpec;
import io.sluice.workflow.definition.Workflow.StopRule;
import io.sluice.workflow.definition.Workflow.TaskClasses;
import io.sluice.workflow.scheduling.planning.Graph;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Four equally likely kinds of task. A small and a large model answer, a planner writes what a calculator works out, a rewriter
 * mends the form of the answer, a verifier judges it and errs now and then. An agent that is asked again says the same again.
 */
public final class ScriptedEnvironment implements Environment {

    static final String SMALL = "small";
    static final String PLANNER = "planner";
    static final String CALCULATOR = "calculator";
    static final String LARGE = "large";
    static final String REWRITER = "rewriter";
    static final String VERIFIER = "verifier";

    private static final List<String> AGENTS = List.of(SMALL, PLANNER, CALCULATOR, LARGE, REWRITER, VERIFIER);
    static final double VALUE = 40;
    static final int STEPS = 10;

    private final long seed;

    public ScriptedEnvironment(long seed) {
        this.seed = seed;
    }

    @Override
    public String name() {
        return "scripted agents";
    }

    @Override
    public Workflow workflow() {
        Map<String, Agent> agents = new LinkedHashMap<>();
        for (String name : AGENTS) {
            Role role = switch (name) {
                case PLANNER -> Role.NOTE;
                case VERIFIER -> Role.VERDICT;
                default -> Role.ANSWER;
            };
            agents.put(name, new Agent.ToolAgent("scripted", Map.of(), List.of(), new Agent.Output(role, null), new Agent.Effort(1, 1), null));
        }
        List<TaskClasses.Rule> rules = new ArrayList<>();
        for (Kind kind : Kind.ALL) {
            rules.add(new TaskClasses.Rule(kind.name(), "^" + kind.name()));
        }
        return new Workflow("scripted", null, SMALL, agents, Map.of(), null, new Limits(STEPS, 1_000_000, 100, 1_000), new Prices(0, 0, 1, 0), VALUE,
                new SchedulerSpec("q-learning", List.of(), List.of(), Map.of()),
                List.of(new StopRule("verified", Map.of()), new StopRule("loop", Map.of())), List.of(), new TaskClasses(rules, 1));
    }

    /** Anybody first; after an answer or a verdict anybody, after the plan the calculator. */
    @Override
    public Graph graph() {
        return new Graph(AGENTS, List.of(SMALL, PLANNER, LARGE), Map.of(PLANNER, List.of(CALCULATOR)));
    }

    @Override
    public Map<String, List<String>> fixed() {
        Map<String, List<String>> fixed = new LinkedHashMap<>();
        fixed.put("single small", List.of(SMALL));
        fixed.put("single large", List.of(LARGE));
        fixed.put("fixed chain", List.of(SMALL, VERIFIER, PLANNER, CALCULATOR, VERIFIER, LARGE, VERIFIER, REWRITER));
        return fixed;
    }

    /** Every order of up to four different attempts, a verdict between them. */
    @Override
    public List<List<String>> flows() {
        List<List<List<String>>> orders = new ArrayList<>();
        List<List<String>> attempts = List.of(List.of(SMALL), List.of(PLANNER, CALCULATOR), List.of(LARGE), List.of(REWRITER));
        extend(List.of(), attempts, orders);
        List<List<String>> flows = new ArrayList<>();
        for (List<List<String>> order : orders) {
            List<String> flow = new ArrayList<>(order.getFirst());
            order.stream().skip(1).forEach(attempt -> {
                flow.add(VERIFIER);
                flow.addAll(attempt);
            });
            flows.add(List.copyOf(flow));
        }
        return flows;
    }

    @Override
    public Map<String, Double> topFlows() {
        return Map.of();
    }

    private static void extend(List<List<String>> order, List<List<String>> attempts, List<List<List<String>>> orders) {
        for (List<String> attempt : attempts) {
            if (order.contains(attempt) || order.isEmpty() && attempt.contains(REWRITER)) {
                continue;
            }
            List<List<String>> longer = new ArrayList<>(order);
            longer.add(attempt);
            orders.add(longer);
            extend(longer, attempts, orders);
        }
    }

    @Override
    public WorkflowTask task(Split split, int index) {
        Kind kind = Kind.ALL[random(split, index).nextInt(Kind.ALL.length)];
        return new WorkflowTask(split, index, kind.name(), kind.name() + " " + index);
    }

    @Override
    public Session open(WorkflowTask task) {
        SplittableRandom random = random(task.split(), task.index());
        Kind kind = Kind.ALL[random.nextInt(Kind.ALL.length)];
        return new ScriptedSession(kind, random.nextLong());
    }

    private SplittableRandom random(Split split, int index) {
        return new SplittableRandom((seed * 2 + split.ordinal()) * 0x9e3779b97f4a7c15L + index * 0xd1342543de82ef95L);
    }

    @Override
    public Optional<Oracle> oracle() {
        return Optional.of(new ScriptedOracle(VALUE, STEPS));
    }

    @Override
    public void close() {
    }
}
