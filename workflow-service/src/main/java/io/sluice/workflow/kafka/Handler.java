package io.sluice.workflow.kafka;

import io.sluice.contracts.event.WorkflowCommand;
import java.time.Instant;

/** What the aggregates of one kind make of commands. Reads the stores and writes nothing: what changes is returned. */
interface Handler<C extends WorkflowCommand> {

    /** @throws Change.TooLarge when the outcome does not fit into a record */
    void handle(String key, C command, Instant now, Change change);
}
