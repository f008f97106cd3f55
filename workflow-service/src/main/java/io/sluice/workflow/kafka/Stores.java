package io.sluice.workflow.kafka;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A task's stores: in memory, with changelogs. In memory because live runs are few and small, and because a store on disk that
 * outlives a killed process may hold what was never committed.
 */
final class Stores {

    /** State of runs, workflows and teams by their keys. */
    static final String AGGREGATES = "aggregates";
    /** By the same keys: when they want to be woken. */
    static final String ALARMS = "alarms";
    /** Workflows' documents by {@code NAME@VERSION}, as far as runs of this partition began with them. */
    static final String DOCUMENTS = "documents";
    /** What is known of workflows, by {@code NAME@VERSION}. */
    static final String VALUES = "values";

    private static final String[] NAMES = {AGGREGATES, ALARMS, DOCUMENTS, VALUES};

    private final Map<String, KeyValueStore<String, byte[]>> byName;

    private Stores(Map<String, KeyValueStore<String, byte[]>> byName) {
        this.byName = byName;
    }

    static String[] names() {
        return NAMES.clone();
    }

    static StoreBuilder<KeyValueStore<String, byte[]>> builder(String name) {
        return org.apache.kafka.streams.state.Stores.keyValueStoreBuilder(
                org.apache.kafka.streams.state.Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of()).withCachingDisabled();
    }

    static Stores of(ProcessorContext<?, ?> context) {
        return new Stores(Map.of(AGGREGATES, context.getStateStore(AGGREGATES), ALARMS, context.getStateStore(ALARMS),
                DOCUMENTS, context.getStateStore(DOCUMENTS), VALUES, context.getStateStore(VALUES)));
    }

    Optional<byte[]> get(String store, String key) {
        return Optional.ofNullable(byName.get(store).get(key));
    }

    void put(String store, String key, byte @Nullable [] value) {
        byName.get(store).put(key, value);
    }

    KeyValueStore<String, byte[]> all(String store) {
        return byName.get(store);
    }
}
