package io.sluice.workflow.kafka;

import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.ValuesEvent;
import io.sluice.contracts.event.WorkflowDefined;
import io.sluice.workflow.execution.WorkflowBook;
import io.sluice.workflow.execution.WorkflowState;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Workflows and what is known of them, as their compacted topics tell. Events may come in any order and twice. */
final class WorkflowTable implements WorkflowBook {

    private final Map<String, NavigableMap<Integer, WorkflowDefined>> definitions = new ConcurrentSkipListMap<>();
    private final Map<String, NavigableMap<Integer, ValuesEvent>> values = new ConcurrentHashMap<>();

    void apply(SluiceEvent event) {
        switch (event) {
            case WorkflowDefined defined -> definitions.computeIfAbsent(defined.workflow(), name -> new ConcurrentSkipListMap<>())
                    .put(defined.version(), defined);
            case ValuesEvent told -> keep(told);
            default -> { }
        }
    }

    private void keep(ValuesEvent told) {
        NavigableMap<Integer, ValuesEvent> versions = values.computeIfAbsent(told.workflow(), name -> new ConcurrentSkipListMap<>());
        versions.put(told.version(), told);
        while (versions.size() > WorkflowState.KEPT_MAX) {
            versions.pollFirstEntry();
        }
    }

    @Override
    public List<WorkflowDefined> list() {
        return definitions.values().stream().map(versions -> versions.lastEntry().getValue()).toList();
    }

    @Override
    public Optional<WorkflowDefined> newest(String workflow) {
        return Optional.ofNullable(definitions.get(workflow)).map(versions -> versions.lastEntry().getValue());
    }

    @Override
    public Optional<WorkflowDefined> find(String workflow, int version) {
        return Optional.ofNullable(definitions.get(workflow)).map(versions -> versions.get(version));
    }

    @Override
    public Optional<ValuesEvent> values(String workflow) {
        return Optional.ofNullable(values.get(workflow)).map(versions -> versions.lastEntry().getValue());
    }

    @Override
    public List<ValuesEvent> valuesVersions(String workflow) {
        return Optional.ofNullable(values.get(workflow)).map(versions -> List.copyOf(versions.values())).orElse(List.of());
    }
}
