package io.sluice.gateway.upstream;

import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.platform.error.SluiceException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Streams from an inference-service. Cancelling the stream closes the connection, which frees the slot. */
public final class InferenceClient {

    /** Added to the deadline: the engine ends first and says why. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final WebClient client;

    public InferenceClient(WebClient client) {
        this.client = client;
    }

    /** Ends with {@code Completed} or {@code Failed}; any other end is an error with code {@code upstream_cut}. */
    public Flux<GenerateEvent> generate(URI endpoint, GenerateRequest request) {
        return Flux.defer(() -> {
            AtomicBoolean ended = new AtomicBoolean();
            // The response is read to its end, or its connection could not be used again.
            Flux<GenerateEvent> events = client.post().uri(endpoint.resolve("/generate"))
                    .contentType(MediaType.APPLICATION_JSON)
                    .accept(MediaType.APPLICATION_NDJSON)
                    .bodyValue(request)
                    .retrieve()
                    .bodyToFlux(GenerateEvent.class)
                    .doOnNext(event -> ended.compareAndSet(false,
                            event instanceof GenerateEvent.Completed || event instanceof GenerateEvent.Failed));
            Mono<Long> tooLate = Mono.delay(Duration.ofMillis(request.timeoutMillis()).plus(GRACE));
            return events
                    .onErrorResume(failure -> ended.get() ? Flux.empty() : Flux.error(of(failure)))
                    .concatWith(Mono.defer(() -> ended.get() ? Mono.empty() : Mono.error(cut())))
                    .takeUntilOther(tooLate.flatMap(late -> Mono.error(
                            SluiceException.external(504, "deadline_exceeded", "the answer was not ready in time"))));
        });
    }

    /** An answer with an error status is no cut: asking again would not help. */
    private static SluiceException of(Throwable failure) {
        return failure instanceof WebClientResponseException refused && refused.getStatusCode().isError()
                ? SluiceException.external(502, "upstream_failed", "the inference-service answered " + refused.getStatusCode().value())
                : cut();
    }

    private static SluiceException cut() {
        return SluiceException.external(502, "upstream_cut", "the inference-service went away in the middle of the answer");
    }
}
