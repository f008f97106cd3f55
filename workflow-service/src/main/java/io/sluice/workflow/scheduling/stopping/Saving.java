package io.sluice.workflow.scheduling.stopping;

import io.sluice.workflow.scheduling.value.Experience;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a run saved against every agent doing a step.
 *
 * @param steps that were not done, 0 or more
 * @param cost  of all agents' steps as expected, less what was spent; negative: more was spent
 * @param share of the expected cost, at most 1
 */
public record Saving(int steps, double cost, double share) {

    /**
     * An agent costs what it cost in this run, else in those before it. One that nobody tried yet is taken to cost what the
     * others do on average, so that first runs tell what they saved, too.
     *
     * @param agents of the workflow
     * @return empty: no step was done
     */
    public static Optional<Saving> of(List<String> agents, int taskClass, Progress progress, Experience experience) {
        if (progress.steps().isEmpty()) {
            return Optional.empty();
        }
        double known = 0;
        int unknown = 0;
        for (String agent : agents) {
            OptionalDouble own = progress.steps().stream().filter(step -> step.agent().equals(agent)).mapToDouble(Progress.Step::price).average();
            OptionalDouble price = own.isPresent() ? own : experience.price(taskClass, agent);
            known += price.orElse(0);
            unknown += price.isPresent() ? 0 : 1;
        }
        double all = unknown < agents.size() ? known * agents.size() / (agents.size() - unknown) : 0;
        double spent = progress.steps().stream().mapToDouble(Progress.Step::price).sum();
        return Optional.of(new Saving(Math.max(0, agents.size() - progress.steps().size()), all - spent, all == 0 ? 0 : 1 - spent / all));
    }
}
