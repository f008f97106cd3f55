package io.sluice.workflow.execution;

import io.sluice.workflow.definition.Agent;
import io.sluice.workflow.definition.Workflow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What a run may still do. A limit that is reached ends the run before anything else is asked; an agent whose longest
 * answer does not fit into what is left is not offered. What a prompt will be long is not known before it is made, so a step
 * may end a little above the limits of tokens and cost; no further one begins then.
 */
final class Limits {

    private final RunState run;
    private final Workflow workflow;

    Limits(RunState run, Workflow workflow) {
        this.run = run;
        this.workflow = workflow;
    }

    Optional<String> reached(Instant now) {
        Workflow.Limits limits = workflow.limits();
        if (run.done().size() >= limits.steps()) {
            return Optional.of("limit_steps");
        }
        if (run.spending().tokens() >= limits.tokens()) {
            return Optional.of("limit_tokens");
        }
        if (run.spending().cost() >= limits.cost()) {
            return Optional.of("limit_cost");
        }
        return run.activeSeconds(now) >= limits.seconds() ? Optional.of("limit_seconds") : Optional.empty();
    }

    int stepsLeft() {
        return workflow.limits().steps() - run.done().size();
    }

    double costLeft() {
        return Math.clamp((workflow.limits().cost() - run.spending().cost()) / workflow.limits().cost(), 0, 1);
    }

    /** Who may go next: the first one, or those whom the last one allows, as far as they fit. */
    List<String> offered() {
        return run.last().map(last -> follow(last.agent())).orElse(List.of(workflow.start())).stream().filter(this::fits).toList();
    }

    /** Everybody, where the agent says nothing of it, but not those who only undo what others did. */
    List<String> follow(String agent) {
        List<String> next = workflow.agents().get(agent).next();
        return next.isEmpty() ? workflow.agents().keySet().stream().filter(each -> !undoes(each)).toList() : next;
    }

    private boolean undoes(String agent) {
        return workflow.agents().values().stream().anyMatch(each -> agent.equals(each.compensatedBy()));
    }

    private boolean fits(String agent) {
        if (!(workflow.agents().get(agent) instanceof Agent.ModelAgent model)) {
            return true;
        }
        int longest = model.sampling().maxTokens();
        return longest <= workflow.limits().tokens() - run.spending().tokens()
                && workflow.prices().of(0, longest, 0) <= workflow.limits().cost() - run.spending().cost();
    }
}
