package io.sluice.benchmarks.workflow;

import io.sluice.workflow.definition.Agent.Output.Role;
import io.sluice.workflow.scheduling.Episode;
import io.sluice.workflow.scheduling.Verdict;
import java.util.List;

/**
 * One run and what it came to.
 *
 * @param episode as the workflow learns from it: solved is what its verifier passed
 * @param solved  in truth, by the task's label
 * @param reward  value of what was solved in truth, less the price
 */
record Played(Episode episode, boolean solved, List<Taken> taken, double reward) {

    /**
     * A step.
     *
     * @param verdict of the answer after it
     * @param right   whether the answer was right after it, in truth
     */
    record Taken(String agent, Role role, long tokens, double cpuSeconds, double price, Verdict verdict, boolean right) {
    }

    int steps() {
        return taken.size();
    }

    long tokens() {
        return taken.stream().mapToLong(Taken::tokens).sum();
    }

    double cpuSeconds() {
        return taken.stream().mapToDouble(Taken::cpuSeconds).sum();
    }

    double price() {
        return taken.stream().mapToDouble(Taken::price).sum();
    }
}
