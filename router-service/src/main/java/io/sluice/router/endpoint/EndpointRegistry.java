package io.sluice.router.endpoint;

import io.micrometer.core.instrument.MeterRegistry;
import io.sluice.router.routing.Endpoint;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Asks every configured inference-service how it is, twice a second; one that does not answer is gone until it does. */
public final class EndpointRegistry implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EndpointRegistry.class);
    private static final Duration PERIOD = Duration.ofMillis(500);

    private final InferenceClient client;
    private final List<URI> configured;
    private final Map<URI, Endpoint> alive = new ConcurrentHashMap<>();
    private final Disposable polling;

    public EndpointRegistry(InferenceClient client, List<URI> configured, MeterRegistry meters) {
        this.client = client;
        this.configured = List.copyOf(configured);
        meters.gauge("sluice.router.endpoints", this, registry -> registry.list().size());
        this.polling = Flux.interval(Duration.ZERO, PERIOD)
                .onBackpressureDrop()
                .concatMap(tick -> Flux.fromIterable(this.configured).flatMap(this::ask))
                .subscribe();
    }

    /** Endpoints that answered the last time they were asked, in the configured order. */
    public List<Endpoint> list() {
        return configured.stream().filter(alive::containsKey).map(alive::get).toList();
    }

    private Mono<Void> ask(URI uri) {
        return client.state(uri)
                .doOnNext(state -> {
                    if (alive.put(uri, new Endpoint(uri, state)) == null) {
                        LOG.info("{} is alive with {} models", uri, state.models().size());
                    }
                })
                .doOnError(failure -> {
                    if (alive.remove(uri) != null) {
                        LOG.warn("{} does not answer ({})", uri, failure.getClass().getSimpleName());
                    }
                })
                .onErrorComplete()
                .then();
    }

    @Override
    public void close() {
        polling.dispose();
    }
}
