package io.sluice.inference.kafka;

import io.sluice.contracts.adapter.AdapterManifest;
import io.sluice.contracts.adapter.AdapterResidency.Resident;
import io.sluice.contracts.adapter.AdapterResidency;
import io.sluice.contracts.event.AdapterLoadRejected;
import io.sluice.contracts.event.AdapterLoaded;
import io.sluice.contracts.event.AdapterResidencyTold;
import io.sluice.contracts.event.AdapterUnloaded;
import io.sluice.inference.adapter.AdapterObserver;
import io.sluice.platform.event.EventPublisher;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Tells everyone else which adapters this worker holds. Every event carries all of it, so that the newest one of a worker is
 * enough. Without a broker events wait in the publisher's bounded buffer.
 */
public final class AdapterEvents implements AdapterObserver {

    private final EventPublisher publisher;
    private final Clock clock;
    private final String worker;
    private final long bytesMax;
    private final Instant startedAt;
    private final AtomicLong sequence = new AtomicLong();

    /**
     * @param worker   identity of this service, the same over restarts
     * @param bytesMax what all adapters may take in memory
     */
    public AdapterEvents(EventPublisher publisher, Clock clock, String worker, long bytesMax) {
        this.publisher = publisher;
        this.clock = clock;
        this.worker = worker;
        this.bytesMax = bytesMax;
        this.startedAt = clock.instant();
    }

    @Override
    public void loaded(AdapterManifest adapter, Duration took, List<Resident> now) {
        publisher.publish(new AdapterLoaded(residency(now), adapter.digest(), adapter.name(), adapter.version(),
                took.toNanos() / 1e6, clock.instant()), null);
    }

    @Override
    public void unloaded(AdapterManifest adapter, String reason, List<Resident> now) {
        publisher.publish(new AdapterUnloaded(residency(now), adapter.digest(), adapter.name(), adapter.version(), reason,
                clock.instant()), null);
    }

    @Override
    public void rejected(AdapterManifest adapter, String code, String reason, List<Resident> now) {
        publisher.publish(new AdapterLoadRejected(residency(now), adapter.digest(), adapter.name(), adapter.version(), code, reason,
                clock.instant()), null);
    }

    @Override
    public void told(List<Resident> now) {
        publisher.publish(new AdapterResidencyTold(residency(now), clock.instant()), null);
    }

    private AdapterResidency residency(List<Resident> now) {
        return new AdapterResidency(worker, startedAt, sequence.incrementAndGet(), now, bytesMax);
    }
}
