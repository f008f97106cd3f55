package io.sluice.contracts.workflow;

/**
 * What a run saved against doing all its steps.
 *
 * @param steps that were not done
 * @param cost  they are expected to have, in the workflow's prices
 * @param share of the expected cost of all steps that was not spent, at most 1; negative: more was spent
 */
public record RunSaving(int steps, double cost, double share) {
}
