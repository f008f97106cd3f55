package io.sluice.contracts.event;

import io.sluice.contracts.adapter.AdapterResidency;
import java.time.Instant;

/** What a worker holds in memory has changed, or is told again. The newest {@link #residency} of a worker holds. */
public sealed interface AdapterResidencyEvent extends SluiceEvent
        permits AdapterLoaded, AdapterUnloaded, AdapterLoadRejected, AdapterResidencyTold {

    /** What the worker holds after the event. */
    AdapterResidency residency();

    Instant at();

    /** The worker's identity. */
    @Override
    default String aggregateId() {
        return residency().worker();
    }

    @Override
    default String topic() {
        return Topics.ADAPTER_RESIDENCY;
    }
}
