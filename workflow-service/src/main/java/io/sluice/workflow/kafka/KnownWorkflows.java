package io.sluice.workflow.kafka;

import io.sluice.contracts.event.ValuesEvent;
import io.sluice.workflow.definition.Workflow;
import io.sluice.workflow.definition.WorkflowFormat;
import io.sluice.workflow.execution.Policies;
import io.sluice.workflow.execution.Policy;
import io.sluice.workflow.execution.WorkflowBook;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Workflows that were read, and how their runs are scheduled with what is known now. What is known comes from this replica's
 * book, which may be a moment behind: each decision names the version it was made with. Thread-safe.
 */
final class KnownWorkflows {

    private static final Logger LOG = LoggerFactory.getLogger(KnownWorkflows.class);
    private static final int KEPT_MAX = 256;

    private final Policies policies;
    private final WorkflowBook book;
    private final Map<String, Workflow> workflows = bounded();
    private final Map<String, Policy> made = bounded();

    KnownWorkflows(Policies policies, WorkflowBook book) {
        this.policies = policies;
        this.book = book;
    }

    Policies policies() {
        return policies;
    }

    /** @param key {@code NAME@VERSION}: a version's document never changes */
    synchronized Workflow read(String key, String document) {
        return workflows.computeIfAbsent(key, missing -> WorkflowFormat.read(document));
    }

    /** With the newest values that are known here. */
    synchronized Policy policy(String key, Workflow workflow) {
        Optional<ValuesEvent> values = book.values(workflow.name());
        int version = values.map(ValuesEvent::version).orElse(0);
        return made.computeIfAbsent(key + "/" + version, missing -> make(workflow, version, values.map(ValuesEvent::values).orElse(null)));
    }

    /** Runs go on without what a newer version has learned, if this one can't read it; their decisions say so. */
    private Policy make(Workflow workflow, int version, @Nullable String values) {
        try {
            return policies.of(workflow, version, values);
        } catch (RuntimeException unreadable) {
            if (values == null) {
                throw unreadable;
            }
            LOG.error("version {} of what is known of {} can't be used: its runs are scheduled without", version, workflow.name(), unreadable);
            return policies.of(workflow, 0, null);
        }
    }

    private static <V> Map<String, V> bounded() {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > KEPT_MAX;
            }
        };
    }
}
