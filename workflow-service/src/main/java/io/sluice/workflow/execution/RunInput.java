package io.sluice.workflow.execution;

import io.sluice.contracts.event.RunCommand;

/** What a run decides on. */
public sealed interface RunInput {

    record Commanded(RunCommand command) implements RunInput {
    }

    /** @param alarm one of {@link Alarms}, which may be over by now */
    record Woken(String alarm) implements RunInput {
    }
}
