package io.sluice.router.endpoint;

import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.model.EndpointState;
import java.net.URI;
import java.time.Duration;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Speaks to an inference-service. */
public final class InferenceClient {

    private static final Duration STATE_PATIENCE = Duration.ofSeconds(2);

    private final WebClient client;

    public InferenceClient(WebClient client) {
        this.client = client;
    }

    /** What it serves and how busy it is; an error when it does not answer in time. */
    public Mono<EndpointState> state(URI endpoint) {
        return client.get().uri(endpoint.resolve("/models")).retrieve().bodyToMono(EndpointState.class).timeout(STATE_PATIENCE);
    }

    public Flux<GenerateEvent> generate(URI endpoint, GenerateRequest request) {
        return client.post().uri(endpoint.resolve("/generate"))
                .contentType(MediaType.APPLICATION_JSON)
                .accept(MediaType.APPLICATION_NDJSON)
                .bodyValue(request)
                .retrieve()
                .bodyToFlux(GenerateEvent.class);
    }
}
