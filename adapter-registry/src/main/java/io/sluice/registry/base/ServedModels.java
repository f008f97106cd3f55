package io.sluice.registry.base;

import io.sluice.contracts.model.EndpointState;
import io.sluice.contracts.model.ModelCard;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Asks the inference-services now and then what they serve. What one served last counts until it says otherwise. */
public final class ServedModels implements BaseModels, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ServedModels.class);
    private static final Duration PERIOD = Duration.ofSeconds(2);

    private final WebClient client;
    private final Map<URI, List<ModelCard>> served = new ConcurrentHashMap<>();
    /** Workers whose silence has been logged. */
    private final Set<URI> away = ConcurrentHashMap.newKeySet();
    private final Disposable asking;

    public ServedModels(WebClient client, List<URI> workers) {
        this.client = client;
        this.asking = Flux.interval(Duration.ZERO, PERIOD)
                .onBackpressureDrop()
                .concatMap(tick -> Flux.fromIterable(workers).flatMap(this::ask))
                .subscribe();
    }

    private Mono<Void> ask(URI worker) {
        return client.get().uri(worker.resolve("/models")).retrieve().bodyToMono(EndpointState.class).timeout(PERIOD)
                .doOnNext(state -> heard(worker, state))
                .onErrorResume(failure -> {
                    if (away.add(worker)) {
                        LOG.warn("{} does not say what it serves: what it served last counts ({})", worker, failure.toString());
                    }
                    return Mono.empty();
                })
                .then();
    }

    private void heard(URI worker, EndpointState state) {
        served.put(worker, state.models().stream().filter(ModelCard::ready).toList());
        if (away.remove(worker)) {
            LOG.info("{} says again what it serves", worker);
        }
    }

    @Override
    public List<ModelCard> served() {
        return served.values().stream().flatMap(List::stream).toList();
    }

    @Override
    public void close() {
        asking.dispose();
    }
}
