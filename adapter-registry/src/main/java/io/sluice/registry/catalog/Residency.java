package io.sluice.registry.catalog;

import io.sluice.contracts.adapter.AdapterResidency;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What each worker holds in memory, by its newest word. Order and duplicates don't matter. Thread-safe. */
public final class Residency {

    private final Map<String, AdapterResidency> byWorker = new ConcurrentHashMap<>();

    public void apply(AdapterResidency told) {
        byWorker.merge(told.worker(), told, (one, other) -> other.newerThan(one) ? other : one);
    }

    /** By worker. */
    public List<AdapterResidency> list() {
        return byWorker.values().stream().sorted(Comparator.comparing(AdapterResidency::worker)).toList();
    }

    /** How many workers hold any version of an adapter. */
    public int workersWith(String name) {
        return (int) byWorker.values().stream()
                .filter(each -> each.resident().stream().anyMatch(adapter -> adapter.name().equals(name)))
                .count();
    }
}
