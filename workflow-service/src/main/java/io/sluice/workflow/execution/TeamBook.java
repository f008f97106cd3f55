package io.sluice.workflow.execution;

import java.util.Optional;

/** Teams' budgets as this replica knows them. Thread-safe. */
public interface TeamBook {

    Optional<TeamState> team(String team);
}
