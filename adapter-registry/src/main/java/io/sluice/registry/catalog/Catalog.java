package io.sluice.registry.catalog;

import io.sluice.contracts.adapter.AdapterState;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * All adapters: the fold of the events' states. Of two states of one name the one with the larger sequence holds, so
 * that events in any order, and any of them twice, lead to the same catalog. Thread-safe.
 */
public final class Catalog {

    private final Map<String, AdapterState> byName = new ConcurrentHashMap<>();

    public void apply(AdapterState state) {
        byName.merge(state.name(), state, (one, other) -> other.sequence() > one.sequence() ? other : one);
    }

    public Optional<AdapterState> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** By name. */
    public List<AdapterState> list() {
        return byName.values().stream().sorted(Comparator.comparing(AdapterState::name)).toList();
    }

    public int size() {
        return byName.size();
    }
}
