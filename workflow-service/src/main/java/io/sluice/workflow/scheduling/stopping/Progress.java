package io.sluice.workflow.scheduling.stopping;

import io.sluice.workflow.definition.Agent.Output.Role;
import io.sluice.workflow.scheduling.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a run has done so far, as stopping rules see it.
 *
 * @param steps in order, the last is the one just done
 */
public record Progress(List<Step> steps) {

    /**
     * @param output  what the agent's step became; rules only compare it, so a digest does as well; absent: a step without one
     * @param verdict of the run's answer after this step
     * @param price   in the workflow's prices, waiting included, 0 or more
     */
    public record Step(String agent, Role role, @Nullable String output, Verdict verdict, double price) {
    }

    public Progress {
        steps = List.copyOf(steps);
    }

    /** @throws java.util.NoSuchElementException before the first step */
    public Step last() {
        return steps.getLast();
    }
}
