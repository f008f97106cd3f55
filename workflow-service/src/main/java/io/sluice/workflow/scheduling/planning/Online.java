package io.sluice.workflow.scheduling.planning;

import io.sluice.workflow.scheduling.Situation;
import io.sluice.workflow.scheduling.value.OnlineUpdate;
import io.sluice.workflow.scheduling.value.OnlineValue;
import io.sluice.workflow.scheduling.value.Values;

/** Values as Q-learning has moved them, one episode after another. */
public record Online(Values values, OnlineUpdate update) implements ActionValues {

    @Override
    public double q(Situation situation, String action) {
        return update.q(values.online(), situation, situation.taskClass(), action);
    }

    @Override
    public long tries(Situation situation, String agent) {
        OnlineValue known = values.online().get(update.key(situation, situation.taskClass(), agent));
        return known == null ? 0 : known.updates();
    }
}
