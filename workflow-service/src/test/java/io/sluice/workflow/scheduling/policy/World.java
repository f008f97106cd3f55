package io.sluice.workflow.scheduling.policy;

import io.sluice.workflow.definition.Agent;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.Workflow.Limits;
import io.sluice.workflow.definition.Workflow.Prices;
import io.sluice.workflow.definition.Workflow.SchedulerSpec;
import io.sluice.workflow.definition.Workflow.TaskClasses;
import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Episode;
import io.sluice.workflow.scheduling.Scheduler;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.planning.Graph;
import io.sluice.workflow.scheduling.planning.Model;
import io.sluice.workflow.scheduling.value.Memory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * A made-up world: a model per class, classes equally likely. Runs end when an answer passes, or after {@code steps}.
 */
public record World(List<Model> classes, int steps) {

    /** S costs 0.10, L 0.30; of the first class they solve 0.8 and 0.9, of the second 0.1 and 0.8. */
    public static World ofTwoKinds() {
        return new World(List.of(solving(0.8, 0.9), solving(0.1, 0.8)), 3);
    }

    private static Model solving(double small, double large) {
        return new io.sluice.workflow.scheduling.planning.TableModel(Graph.complete(List.of("s", "l")),
                Map.of("s", Model.Outcome.solving(small, 0.1), "l", Model.Outcome.solving(large, 0.3)));
    }

    public Graph graph() {
        return classes.getFirst().graph();
    }

    public static SchedulerSpec spec(String kind, Map<String, Double> settings) {
        return new SchedulerSpec(kind, List.of(), List.of(), settings);
    }

    public Workflow workflow(SchedulerSpec spec) {
        Map<String, Agent> agents = new LinkedHashMap<>();
        for (String name : graph().agents()) {
            agents.put(name, new Agent.ToolAgent("none", Map.of(), List.of(), new Agent.Output(Agent.Output.Role.ANSWER, null),
                    new Agent.Effort(1, 1), null));
        }
        return new Workflow("world", null, graph().agents().getFirst(), agents, Map.of(), null, new Limits(steps, 1_000_000, 10, 1_000),
                new Prices(0, 0, 0, 0), 1, spec, List.of(), List.of(), new TaskClasses(List.of(), 1));
    }

    public Episode play(String run, int taskClass, Scheduler scheduler, SplittableRandom random) {
        return play(run, taskClass, taskClass, scheduler, random);
    }

    /** @param seen the class that the scheduler is told */
    public Episode play(String run, int taskClass, int seen, Scheduler scheduler, SplittableRandom random) {
        Model model = classes.get(taskClass);
        List<Episode.Decision> decisions = new ArrayList<>();
        List<String> executed = new ArrayList<>();
        Verdict verdict = Verdict.NONE;
        double left = 10;
        while (verdict != Verdict.PASS && executed.size() < steps) {
            String last = executed.isEmpty() ? null : executed.getLast();
            Situation situation = new Situation(seen, last, verdict, steps - executed.size(), left / 10, List.copyOf(executed),
                    graph().after(last), last != null, null);
            Choice choice = scheduler.next(situation, random);
            String agent = choice.agent();
            if (agent == null) {
                decisions.add(new Episode.Decision(situation, choice, 0));
                break;
            }
            Model.Outcome outcome = model.step(Memory.ANY, last, verdict, agent);
            verdict = draw(outcome, random);
            left -= outcome.price();
            executed.add(agent);
            decisions.add(new Episode.Decision(situation, choice, outcome.price()));
        }
        boolean solved = !executed.isEmpty() && random.nextDouble() < model.solved(Memory.ANY, executed.getLast(), verdict);
        return new Episode(run, seen, null, verdict, solved, decisions);
    }

    private static Verdict draw(Model.Outcome outcome, SplittableRandom random) {
        double point = random.nextDouble();
        for (Verdict verdict : Verdict.values()) {
            point -= outcome.of(verdict);
            if (point < 0) {
                return verdict;
            }
        }
        return Verdict.FAIL;
    }

    public static double reward(Episode episode) {
        return (Boolean.TRUE.equals(episode.solved()) ? 1 : 0) - episode.decisions().stream().mapToDouble(Episode.Decision::price).sum();
    }
}
