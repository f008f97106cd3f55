package io.sluice.gateway.admission;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.platform.error.SluiceException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import reactor.core.publisher.Mono;

/**
 * A bound on the requests that are worked on at once, taken before a body is read, so that memory is bounded too. The
 * excess is refused at once instead of queued. Thread-safe.
 */
public final class InFlight {

    private static final Duration BUSY_RETRY = Duration.ofMillis(500);

    private final int most;
    private final AtomicInteger now = new AtomicInteger();

    public InFlight(int most, MeterRegistry meters) {
        this.most = most;
        meters.gauge("sluice.gateway.inflight", now);
    }

    /** Runs the work if there is room; the place is free again when it ended, failed or was cancelled. */
    public <T> Mono<T> run(Supplier<Mono<T>> work) {
        return Mono.using(this::enter, place -> work.get(), AtomicInteger::decrementAndGet);
    }

    private AtomicInteger enter() {
        if (now.incrementAndGet() > most) {
            now.decrementAndGet();
            throw SluiceException.capacity(503, "too_many_requests_in_flight", "the gateway is busy; try again in a moment", BUSY_RETRY);
        }
        return now;
    }
}
