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
import tools.jackson.core.JacksonException;

/**
 * Workflows that were read, and how their runs are scheduled with what is known now. What is known comes from this replica's
 * book, which may be a moment behind: each decision names the version it was made with. Thread-safe.
 */
final class KnownWorkflows {

    private static final Logger LOG = LoggerFactory.getLogger(KnownWorkflows.class);
    private static final int WORKFLOWS_MAX = 256;
    /** A policy holds what it has solved of its values, megabytes where there are many agents and classes; it is soon made again. */
    private static final int POLICIES_MAX = 16;

    private final Policies policies;
    private final WorkflowBook book;
    private final Map<String, Workflow> workflows = bounded(WORKFLOWS_MAX);
    /** Of each workflow the newest only: values change with every run. */
    private final Map<String, Made> made = bounded(POLICIES_MAX);

    private record Made(int version, Policy policy) {
    }

    KnownWorkflows(Policies policies, WorkflowBook book) {
        this.policies = policies;
        this.book = book;
    }

    Policies policies() {
        return policies;
    }

    /**
     * @param key {@code NAME@VERSION}: a version's document never changes
     * @throws NotUnderstoodException a newer version took it, and this one can't read it
     */
    synchronized Workflow read(String key, String document) {
        try {
            return workflows.computeIfAbsent(key, missing -> WorkflowFormat.read(document));
        } catch (JacksonException different) {
            throw new NotUnderstoodException("a document that this version can't read: " + different.getClass().getSimpleName());
        }
    }

    /** With the newest values that are known here. */
    synchronized Policy policy(String key, Workflow workflow) {
        Optional<ValuesEvent> values = book.values(workflow.name());
        int version = values.map(ValuesEvent::version).orElse(0);
        Made last = made.get(key);
        if (last == null || last.version() != version) {
            last = new Made(version, make(workflow, version, values.map(ValuesEvent::values).orElse(null)));
            made.put(key, last);
        }
        return last.policy();
    }

    /** How many policies are held. */
    synchronized int policiesHeld() {
        return made.size();
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

    private static <V> Map<String, V> bounded(int max) {
        return new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > max;
            }
        };
    }
}
