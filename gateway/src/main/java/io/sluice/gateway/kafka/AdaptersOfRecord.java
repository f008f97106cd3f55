package io.sluice.gateway.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.adapter.AdapterState;
import io.sluice.contracts.event.AdapterLifecycleEvent;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.gateway.openai.KnownAdapters;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.EventReader;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Follows the adapters' life cycle, so that they can be listed while the registry is away. Thread-safe. */
public final class AdaptersOfRecord implements KnownAdapters, AutoCloseable {

    private final Map<String, AdapterState> byName = new ConcurrentHashMap<>();
    private final EventReader reader;

    public AdaptersOfRecord(EventCodec codec, String bootstrapServers, MeterRegistry meters) {
        this.reader = new EventReader(Topics.ADAPTER_LIFECYCLE, codec, bootstrapServers, this::apply, meters);
    }

    private void apply(SluiceEvent event) {
        if (event instanceof AdapterLifecycleEvent step) {
            byName.merge(step.state().name(), step.state(), (one, other) -> other.sequence() > one.sequence() ? other : one);
        }
    }

    @Override
    public List<AdapterState> list() {
        return byName.values().stream().sorted(Comparator.comparing(AdapterState::name)).toList();
    }

    @Override
    public void close() {
        reader.close();
    }
}
