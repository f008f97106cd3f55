package io.sluice.registry.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.AdapterLifecycleEvent;
import io.sluice.contracts.event.AdapterResidencyEvent;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.EventReader;
import io.sluice.registry.catalog.Catalog;
import io.sluice.registry.catalog.Residency;

/** Rebuilds catalog and residency from their compacted topics and follows them: every replica shows the same. */
public final class CatalogReader implements AutoCloseable {

    private final EventReader lifecycle;
    private final EventReader residency;

    public CatalogReader(Catalog catalog, Residency residents, EventCodec codec, String bootstrapServers, MeterRegistry meters) {
        this.lifecycle = new EventReader(Topics.ADAPTER_LIFECYCLE, codec, bootstrapServers,
                event -> apply(catalog, residents, event), meters);
        this.residency = new EventReader(Topics.ADAPTER_RESIDENCY, codec, bootstrapServers,
                event -> apply(catalog, residents, event), meters);
        meters.gauge("sluice.registry.adapters", catalog, Catalog::size);
        meters.gauge("sluice.registry.caughtup", this, each -> each.caughtUp() ? 1 : 0);
    }

    private static void apply(Catalog catalog, Residency residents, SluiceEvent event) {
        if (event instanceof AdapterLifecycleEvent step) {
            catalog.apply(step.state());
        } else if (event instanceof AdapterResidencyEvent told) {
            residents.apply(told.residency());
        }
    }

    /** Whether all that was of record at the start is in the catalog: before, it is not known what is not there. */
    public boolean caughtUp() {
        return lifecycle.caughtUp();
    }

    @Override
    public void close() {
        lifecycle.close();
        residency.close();
    }
}
