package io.sluice.workflow.strategy;

/** Turns a problem into a solution by asking a model. The same problem and the same answers give the same solution. */
public interface Strategy {

    Solution solve(Problem problem, Model model) throws CallFailedException, InterruptedException;
}
