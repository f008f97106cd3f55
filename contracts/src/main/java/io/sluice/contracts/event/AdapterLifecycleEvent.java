package io.sluice.contracts.event;

import io.sluice.contracts.adapter.AdapterState;
import java.time.Instant;

/**
 * An adapter came a step further in its life. Readers need nothing but {@link #state}: the one with the largest sequence
 * holds, whatever came before, twice or late.
 */
public sealed interface AdapterLifecycleEvent extends SluiceEvent
        permits AdapterUploaded, AdapterValidated, AdapterRejected, AdapterCanaried, AdapterActivated, AdapterRolledBack,
        AdapterDeactivated, AdapterPinned, AdapterAliased, AdapterRetired {

    /** What the event led to. */
    AdapterState state();

    /** Who asked for it: a key's name, or the part of the platform that acted by itself. */
    String actor();

    Instant at();

    /** The adapter's name: all its versions share one order. */
    @Override
    default String aggregateId() {
        return state().name();
    }

    @Override
    default String topic() {
        return Topics.ADAPTER_LIFECYCLE;
    }
}
