package io.sluice.workflow.kafka;

import io.sluice.contracts.event.PromotionEvent;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.ValuesEvent;
import io.sluice.contracts.event.WorkflowDefined;
import io.sluice.workflow.execution.WorkflowBook;
import io.sluice.workflow.execution.WorkflowState;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** Workflows and what is known of them, as their compacted topics tell. Events may come in any order and twice. */
final class WorkflowTable implements WorkflowBook {

    private final Map<String, NavigableMap<Integer, WorkflowDefined>> definitions = new ConcurrentSkipListMap<>();
    private final Map<String, Map<String, PromotionEvent>> promotions = new ConcurrentHashMap<>();
    private final Map<String, NavigableMap<Integer, ValuesEvent>> values = new ConcurrentHashMap<>();

    void apply(SluiceEvent event) {
        switch (event) {
            case WorkflowDefined defined -> definitions.computeIfAbsent(defined.workflow(), name -> new ConcurrentSkipListMap<>())
                    .put(defined.version(), defined);
            case PromotionEvent told -> keep(told);
            case ValuesEvent told -> keep(told);
            default -> { }
        }
    }

    /** Of each version the last of a kind, as the topic keeps them. */
    private void keep(PromotionEvent told) {
        promotions.computeIfAbsent(told.workflow(), name -> new ConcurrentHashMap<>())
                .merge(told.aggregateId(), told, (one, other) -> one.seq() > other.seq() ? one : other);
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

    /** A version that was defined after the last promotion and did not have to wait is in force in its place. */
    @Override
    public Optional<WorkflowDefined> inForce(String workflow) {
        NavigableMap<Integer, WorkflowDefined> versions = definitions.getOrDefault(workflow, Collections.emptyNavigableMap());
        Optional<WorkflowDefined> defined = versions.descendingMap().values().stream().filter(each -> !each.waits()).findFirst();
        return promotions(workflow).reversed().stream().filter(PromotionEvent.Promoted.class::isInstance).map(PromotionEvent.Promoted.class::cast)
                .findFirst().filter(promoted -> defined.isEmpty() || defined.get().version() <= promoted.newest())
                .map(promoted -> versions.get(promoted.version())).or(() -> defined);
    }

    @Override
    public List<PromotionEvent> promotions(String workflow) {
        return promotions.getOrDefault(workflow, Map.of()).values().stream().sorted(Comparator.comparingInt(PromotionEvent::seq)).toList();
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
