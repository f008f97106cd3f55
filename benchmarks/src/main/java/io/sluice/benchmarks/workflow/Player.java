package io.sluice.benchmarks.workflow;

import io.sluice.benchmarks.workflow.Environment.Done;
import io.sluice.benchmarks.workflow.Environment.Session;
import io.sluice.benchmarks.workflow.Environment.WorkflowTask;
import io.sluice.workflow.definition.Agent.Output.Role;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.scheduling.Choice;
import io.sluice.workflow.scheduling.Episode;
import io.sluice.workflow.scheduling.Scheduler;
import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.scheduling.planning.Graph;
import io.sluice.workflow.scheduling.policy.Schedulers;
import io.sluice.workflow.scheduling.stopping.Progress;
import io.sluice.workflow.scheduling.stopping.Stopping;
import io.sluice.workflow.scheduling.stopping.StoppingRules;
import io.sluice.workflow.scheduling.taskclass.Sketch;
import io.sluice.workflow.scheduling.taskclass.TaskClassifier;
import io.sluice.workflow.scheduling.value.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Runs tasks under one contender with one set of values, as the workflow-service would: what is learned from is the verifier's last word
 * alone, labels only grade.
 */
final class Player {

    private final Environment environment;
    private final Workflow workflow;
    private final Graph graph;
    private final Values values;
    private final TaskClassifier classifier;
    private final Chooser chooser;
    private final Stopping stopping;

    private interface Chooser {
        Choice next(WorkflowTask task, Situation situation, List<Progress.Step> steps, RandomGenerator random);
    }

    Player(Environment environment, Contender contender, Values values) {
        this.environment = environment;
        this.workflow = contender.workflow(environment);
        this.graph = contender.graph(environment);
        this.values = values;
        this.classifier = new TaskClassifier(workflow.classes());
        Scheduler scheduler = Schedulers.of(workflow, graph, values);
        this.chooser = (task, situation, steps, random) -> scheduler.next(situation, random);
        this.stopping = StoppingRules.of(workflow, values);
    }

    /** With an oracle in the contender's place. */
    Player(Environment environment, Contender contender, Oracle oracle) {
        this.environment = environment;
        this.workflow = contender.workflow(environment);
        this.graph = contender.graph(environment);
        this.values = Values.EMPTY;
        this.classifier = new TaskClassifier(workflow.classes());
        this.chooser = (task, situation, steps, random) -> {
            String action = oracle.next(task, steps);
            return new Choice(action.equals(Choice.STOP) ? null : action, 1.0, Map.of(action, 1.0), "oracle");
        };
        this.stopping = StoppingRules.of(workflow, values);
    }

    /** @param seed of the contender's own choices */
    Played play(WorkflowTask task, long seed) throws InterruptedException {
        SplittableRandom random = new SplittableRandom(seed * 0x9e3779b97f4a7c15L + task.index());
        Session session = environment.open(task);
        int taskClass = classifier.classify(task.text(), values.leaders());
        Sketch sketch = classifier.sketch(task.text());
        List<Episode.Decision> decisions = new ArrayList<>();
        List<String> executed = new ArrayList<>();
        List<Progress.Step> steps = new ArrayList<>();
        Verdict verdict = Verdict.NONE;
        String suggestion = null;
        List<Played.Taken> taken = new ArrayList<>();
        double price = 0;
        while (executed.size() < workflow.limits().steps() && price < workflow.limits().cost()) {
            String last = executed.isEmpty() ? null : executed.getLast();
            Situation situation = new Situation(taskClass, last, verdict, workflow.limits().steps() - executed.size(),
                    1 - price / workflow.limits().cost(), List.copyOf(executed), graph.after(last), last != null, suggestion);
            if (last != null && stopping.ask(new Progress(steps), situation).isPresent()) {
                break;
            }
            Choice choice = chooser.next(task, situation, steps, random);
            String agent = choice.agent();
            if (agent == null) {
                decisions.add(new Episode.Decision(situation, choice, 0));
                break;
            }
            Done done = session.step(agent);
            verdict = done.verdict();
            suggestion = done.suggestion();
            price += done.price();
            executed.add(agent);
            Role role = Objects.requireNonNull(workflow.agents().get(agent)).output().role();
            steps.add(new Progress.Step(agent, role, done.output(), verdict, done.price()));
            taken.add(new Played.Taken(agent, role, done.tokens(), done.cpuSeconds(), done.price(), verdict, session.solved()));
            decisions.add(new Episode.Decision(situation, choice, done.price()));
        }
        boolean solved = session.solved();
        Episode episode = new Episode(task.split() + "-" + task.index(), taskClass, sketch == null ? null : sketch.bits(), verdict,
                verdict == Verdict.PASS, decisions);
        return new Played(episode, solved, List.copyOf(taken), (solved ? workflow.value() : 0) - price);
    }
}
