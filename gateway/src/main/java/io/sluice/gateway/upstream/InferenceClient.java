package io.sluice.gateway.upstream;

import io.sluice.contracts.generation.GenerateEvent;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.platform.error.SluiceException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.codec.CodecException;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientResponseException;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Streams from an inference-service. Cancelling the stream closes the connection, which frees the slot; a reader that
 * takes no events is felt there as back pressure.
 */
public final class InferenceClient {

    private static final Logger LOG = LoggerFactory.getLogger(InferenceClient.class);
    private static final String CUT = "upstream_cut";
    /** Added to the deadline: the engine ends first and says why. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private final WebClient client;

    public InferenceClient(WebClient client) {
        this.client = client;
    }

    /** Ends with {@code Completed} or {@code Failed}; any other end is an error, see {@link #isCut}. */
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
                    .onErrorResume(failure -> ended.get() ? Flux.empty() : Flux.error(known(endpoint, failure)))
                    .concatWith(Mono.defer(() -> ended.get() ? Mono.empty() : Mono.error(cut())))
                    .takeUntilOther(tooLate.flatMap(late -> Mono.error(late())));
        });
    }

    /** Whether the service went away, so that another one may do better. */
    public static boolean isCut(Throwable failure) {
        return failure instanceof SluiceException known && known.code().equals(CUT);
    }

    /** 504: the deadline has passed. */
    public static SluiceException late() {
        return SluiceException.external(504, "deadline_exceeded", "the answer was not ready in time");
    }

    private static SluiceException known(URI endpoint, Throwable failure) {
        return switch (failure) {
            case WebClientResponseException refused when refused.getStatusCode().is4xxClientError() -> {
                LOG.error("{} refused what this gateway sent: {}", endpoint, refused.getStatusCode());
                yield SluiceException.external(502, "upstream_refused", "the inference-service did not understand the gateway");
            }
            case CodecException unreadable -> {
                LOG.error("{} sent what this gateway can't read", endpoint, unreadable);
                yield SluiceException.external(502, "upstream_unreadable", "the gateway did not understand the inference-service");
            }
            default -> {
                LOG.warn("{} went away: {}", endpoint, failure.toString());
                yield cut();
            }
        };
    }

    private static SluiceException cut() {
        return SluiceException.external(502, CUT, "the inference-service went away before the answer was complete");
    }
}
