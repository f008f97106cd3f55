package io.sluice.workflow.scheduling.planning;

import io.sluice.workflow.scheduling.Situation;

/** What the choices in a situation are worth, and what that rests on. */
public interface ActionValues {

    /** @param action an agent or {@link io.sluice.workflow.scheduling.Choice#STOP} */
    double q(Situation situation, String action);

    /** How often the agent was tried in this state. */
    long tries(Situation situation, String agent);

    /** How often anything was tried after this agent with this verdict. */
    default long visits(Situation situation) {
        return situation.offered().stream().mapToLong(agent -> tries(situation, agent)).sum();
    }
}
