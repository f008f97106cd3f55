package io.sluice.workflow.strategy;

import io.sluice.workflow.definition.Agent.StrategySpec;
import java.util.Optional;

/**
 * Turns a problem into a solution by asking a model. The same problem and the same answers give the same solution.
 * Thread-safe.
 */
public interface Strategy {

    /**
     * @param field   a JSON pointer into the strategy's document
     * @param message for its author
     */
    record Fault(String field, String message) {
    }

    /** What is wrong with how it is set; empty: nothing. */
    Optional<Fault> fault(StrategySpec spec);

    Solution solve(Problem problem, Model model) throws CallFailedException, InterruptedException;
}
