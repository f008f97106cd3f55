package io.sluice.benchmarks.workflow.desk;

import io.sluice.benchmarks.workflow.Environment.Done;
import io.sluice.benchmarks.workflow.Environment.Session;
import io.sluice.tasks.Task;
import io.sluice.workflow.definition.Agent;
import io.sluice.workflow.definition.Agent.Output.Role;
import io.sluice.workflow.definition.Templates;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.scheduling.Verdict;
import io.sluice.workflow.step.StepOutcome;
import io.sluice.workflow.step.StepOutcome.Use;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A run's variables, as the service keeps them: the last output of each agent, and the answer. */
final class ModelSession implements Session {

    private final Workflow workflow;
    private final Agents agents;
    private final Task task;
    private final Map<String, String> variables = new HashMap<>();
    private Verdict verdict = Verdict.NONE;

    ModelSession(Workflow workflow, Agents agents, Task task) {
        this.workflow = workflow;
        this.agents = agents;
        this.task = task;
        variables.put("input", task.prompt());
    }

    @Override
    public Done step(String name) throws InterruptedException {
        return switch (agents.step(name, variables)) {
            case StepOutcome.Succeeded done -> done(name, Objects.requireNonNull(workflow.agents().get(name)), done);
            case StepOutcome.Failed failed -> throw new IllegalStateException(name + " failed at \"" + task.prompt() + "\": " + failed.code()
                    + ": " + failed.message());
            case StepOutcome.Unknown unknown -> throw new IllegalStateException(name + ": " + unknown.message());
        };
    }

    private Done done(String name, Agent agent, StepOutcome.Succeeded done) {
        String output = done.output();
        if (output != null) {
            variables.put(Templates.OUTPUT + name, output);
            if (agent.output().role() == Role.ANSWER) {
                variables.put("answer", output);
            }
        }
        verdict = done.verdict() == null ? verdict : done.verdict();
        variables.put("verdict", verdict.name());
        long tokens = 0;
        double cpuSeconds = 0;
        double price = 0;
        for (Use use : done.uses()) {
            tokens += use.promptTokens() + use.completionTokens();
            cpuSeconds += use.cpuSeconds();
            price += workflow.prices().of(use.promptTokens(), use.completionTokens(), use.cpuSeconds());
        }
        return new Done(output, verdict, done.suggestion(), tokens, cpuSeconds, price);
    }

    @Override
    public boolean solved() {
        return task.answer().equals(variables.get("answer"));
    }
}
