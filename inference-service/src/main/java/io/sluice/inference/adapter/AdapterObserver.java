package io.sluice.inference.adapter;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterResidency.Resident;
import java.time.Duration;
import java.util.List;

/**
 * Told what a store holds, in the order of the changes; must not block. {@code now} is all that is held after the change,
 * the last used first.
 */
public interface AdapterObserver {

    void loaded(AdapterManifest adapter, Duration took, List<Resident> now);

    /** @param reason {@code retired}, {@code evicted} or {@code stopped} */
    void unloaded(AdapterManifest adapter, String reason, List<Resident> now);

    void rejected(AdapterManifest adapter, String code, String reason, List<Resident> now);

    /** Nothing has changed. */
    void told(List<Resident> now);
}
