package io.sluice.workflow.kafka;

import io.sluice.contracts.event.TeamCommand;
import io.sluice.contracts.event.TeamEvent;
import io.sluice.workflow.execution.Alarms;
import io.sluice.workflow.execution.TeamDecision;
import io.sluice.workflow.execution.TeamState;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Teams' budgets. */
final class TeamHandler implements Handler<TeamCommand> {

    private final Stores stores;
    private final StateFormat format;

    TeamHandler(Stores stores, StateFormat format) {
        this.stores = stores;
        this.format = format;
    }

    @Override
    public void handle(String key, TeamCommand command, Instant now, Change change) {
        TeamState state = state(key);
        decide(key, state, TeamDecision.of(state, command, now), change);
    }

    private void decide(String key, @Nullable TeamState state, TeamDecision decision, Change change) {
        TeamState after = state;
        for (TeamEvent event : decision.events()) {
            after = TeamState.after(after, event);
            change.tell(event, null);
        }
        decision.answers().forEach(answer -> change.tell(answer, null));
        if (after != null) {
            change.put(Stores.AGGREGATES, key, format.write(after));
            Map<String, Long> alarms = new TreeMap<>();
            Alarms.of(after).forEach((alarm, at) -> alarms.put(alarm, at.toEpochMilli() + 1));
            change.put(Stores.ALARMS, key, format.write(alarms));
        }
    }

    private @Nullable TeamState state(String key) {
        return stores.get(Stores.AGGREGATES, key).map(format::team).orElse(null);
    }
}
