package io.sluice.inference.kafka;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.contracts.event.AdapterLifecycleEvent;
import io.sluice.contracts.event.SluiceEvent;
import io.sluice.contracts.event.Topics;
import io.sluice.inference.adapter.AdapterStore;
import io.sluice.platform.event.EventCodec;
import io.sluice.platform.event.EventReader;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life cycle of adapters from its compacted topic into the store: all of it from the beginning, then what comes. Now and
 * then loads that failed are tried again, and everyone is told what is held. While the broker is away the store goes on with
 * what it knows.
 */
public final class AdapterFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(AdapterFeed.class);
    private static final Duration PERIOD = Duration.ofSeconds(30);

    private final AdapterStore store;
    private final EventReader reader;
    private final ScheduledExecutorService timer;

    public AdapterFeed(AdapterStore store, EventCodec codec, String bootstrapServers, MeterRegistry meters) {
        this.store = store;
        this.reader = new EventReader(Topics.ADAPTER_LIFECYCLE, codec, bootstrapServers, this::apply, meters);
        this.timer = Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("sluice-adapter-timer").factory());
        timer.scheduleWithFixedDelay(this::goOn, 0, PERIOD.toSeconds(), TimeUnit.SECONDS);
        meters.gauge("sluice.adapters.caughtup", reader, each -> each.caughtUp() ? 1 : 0);
        meters.gauge("sluice.adapters.bytes", store, AdapterStore::bytes);
    }

    private void apply(SluiceEvent event) {
        if (event instanceof AdapterLifecycleEvent lifecycle) {
            store.apply(lifecycle.state());
        }
    }

    private void goOn() {
        try {
            store.refresh();
            store.tell();
        } catch (RuntimeException broken) {
            LOG.error("the adapters could not be told", broken);
        }
    }

    /** Everything that was in the topic when reading began has been handled. */
    public boolean caughtUp() {
        return reader.caughtUp();
    }

    @Override
    public void close() {
        timer.shutdownNow();
        reader.close();
    }
}
