package io.sluice.gateway.upstream;

import io.sluice.contracts.model.ModelCard;
import io.sluice.contracts.routing.RouteAnswer;
import io.sluice.contracts.routing.RouteRequest;
import io.sluice.platform.error.SluiceException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.codec.CodecException;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientException;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Asks the router-service. Its refusals are the caller's; that it is away is a 503. */
public final class RouterClient {

    private static final Logger LOG = LoggerFactory.getLogger(RouterClient.class);
    private static final Refusals REFUSALS = new Refusals("router");
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final ParameterizedTypeReference<List<ModelCard>> CARDS = new ParameterizedTypeReference<>() {
    };

    private final WebClient client;
    private final URI router;

    public RouterClient(WebClient client, URI router) {
        this.client = client;
        this.router = router;
    }

    public Mono<RouteAnswer> route(RouteRequest request) {
        return guarded(client.post().uri(router.resolve("/route")).bodyValue(request)
                .exchangeToMono(response -> read(response, response.bodyToMono(RouteAnswer.class))));
    }

    public Mono<List<ModelCard>> models() {
        return guarded(client.get().uri(router.resolve("/models"))
                .exchangeToMono(response -> read(response, response.bodyToMono(CARDS))));
    }

    /** The router's calibration API; a body is sent as it is and checked there. */
    public Mono<JsonNode> calibrations(HttpMethod method, String path, byte @Nullable [] body) {
        WebClient.RequestBodySpec call = client.method(method).uri(router.resolve(path));
        WebClient.RequestHeadersSpec<?> ready = body == null ? call : call.contentType(MediaType.APPLICATION_JSON).bodyValue(body);
        return guarded(ready.exchangeToMono(response -> read(response, response.bodyToMono(JsonNode.class))));
    }

    private static <T> Mono<T> guarded(Mono<T> call) {
        return call.timeout(PATIENCE)
                .onErrorMap(WebClientException.class, away -> {
                    LOG.warn("the router is away: {}", away.toString());
                    return SluiceException.external(503, "router_unavailable", "the router does not answer; try again");
                })
                .onErrorMap(TimeoutException.class, slow -> {
                    LOG.warn("the router did not answer within {}", PATIENCE);
                    return SluiceException.external(503, "router_unavailable", "the router does not answer in time; try again");
                })
                .onErrorMap(CodecException.class, unreadable -> {
                    LOG.error("the router sent what this gateway can't read", unreadable);
                    return failed();
                });
    }

    private static <T> Mono<T> read(ClientResponse response, Mono<T> body) {
        if (response.statusCode().is2xxSuccessful()) {
            return body.switchIfEmpty(Mono.error(RouterClient::failed));
        }
        return REFUSALS.of(response);
    }

    private static SluiceException failed() {
        return REFUSALS.failed();
    }
}
