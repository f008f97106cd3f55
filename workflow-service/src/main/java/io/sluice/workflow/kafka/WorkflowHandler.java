package io.sluice.workflow.kafka;

import io.sluice.contracts.event.DefinitionCommand;
import io.sluice.contracts.event.PromotionEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.contracts.event.ValuesEvent;
import io.sluice.contracts.event.WorkflowDefined;
import io.sluice.contracts.event.WorkflowMessage;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.execution.WorkflowDecision;
import io.sluice.workflow.execution.WorkflowState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Workflows: their versions, and those of what is known of them. */
final class WorkflowHandler implements Handler<DefinitionCommand> {

    private final Stores stores;
    private final StateFormat format;
    private final KnownWorkflows known;

    WorkflowHandler(Stores stores, StateFormat format, KnownWorkflows known) {
        this.stores = stores;
        this.format = format;
        this.known = known;
    }

    @Override
    public void handle(String key, DefinitionCommand command, Instant now, Change change) {
        String name = command.workflow();
        WorkflowState before = stores.get(Stores.AGGREGATES, key).map(format::workflow).orElse(null);
        WorkflowDecision.Known rest = new WorkflowDecision.Known(known.policies(), version -> document(name, version), version -> values(name, version));
        WorkflowState after = before;
        for (WorkflowMessage event : WorkflowDecision.of(before, command, rest, now)) {
            WorkflowState next = WorkflowState.after(after, name, event);
            switch (event) {
                case WorkflowDefined defined -> change.put(Stores.DOCUMENTS, defined.aggregateId(), defined.document().getBytes(StandardCharsets.UTF_8));
                case PromotionEvent decided -> { }
                case ValuesEvent values -> keep(values, after, next, change);
                default -> throw new IllegalStateException(event.type() + " is none of a workflow's events");
            }
            change.tell(event, null);
            after = next;
        }
        if (after != null) {
            change.put(Stores.AGGREGATES, key, format.write(after));
        }
    }

    private static void keep(ValuesEvent values, @Nullable WorkflowState before, WorkflowState after, Change change) {
        String text = values.values();
        change.put(Stores.VALUES, values.aggregateId(), text == null ? null : text.getBytes(StandardCharsets.UTF_8));
        if (before != null) {
            before.kept().stream().filter(version -> !after.kept().contains(version)).map(version -> ValuesEvent.key(values.workflow(), version))
                    .forEach(old -> {
                        change.put(Stores.VALUES, old, null);
                        change.forget(Topics.WORKFLOW_VALUES, old);
                    });
        }
    }

    private Optional<Workflow> document(String name, int version) {
        String key = ValuesEvent.key(name, version);
        return stores.get(Stores.DOCUMENTS, key).map(bytes -> known.read(key, new String(bytes, StandardCharsets.UTF_8)));
    }

    private @Nullable String values(String name, int version) {
        return stores.get(Stores.VALUES, ValuesEvent.key(name, version)).map(bytes -> new String(bytes, StandardCharsets.UTF_8)).orElse(null);
    }
}
