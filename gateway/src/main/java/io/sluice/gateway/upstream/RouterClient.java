package io.sluice.gateway.upstream;

import io.sluice.contracts.model.ModelCard;
import io.sluice.contracts.routing.RouteAnswer;
import io.sluice.contracts.routing.RouteRequest;
import io.sluice.platform.error.ErrorBody;
import io.sluice.platform.error.ErrorKind;
import io.sluice.platform.error.SluiceException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.springframework.core.ParameterizedTypeReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Asks the router-service. Its refusals are the caller's; that it is away is a 503. */
public final class RouterClient {

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
                .onErrorMap(WebClientRequestException.class, away -> SluiceException.external(503, "router_unavailable",
                        "the router does not answer; try again"))
                .onErrorMap(TimeoutException.class, slow -> SluiceException.external(503, "router_unavailable",
                        "the router does not answer in time; try again"));
    }

    private static <T> Mono<T> read(ClientResponse response, Mono<T> body) {
        if (response.statusCode().is2xxSuccessful()) {
            return body;
        }
        int status = response.statusCode().value();
        return response.bodyToMono(ErrorBody.class)
                .switchIfEmpty(Mono.error(SluiceException.external(502, "router_failed", "the router failed")))
                .flatMap(failure -> Mono.error(refusal(status, failure.error())));
    }

    private static SluiceException refusal(int status, ErrorBody.Detail detail) {
        String code = detail.code() == null ? "router_failed" : detail.code();
        return status < 500
                ? SluiceException.user(status, code, detail.message(), detail.param())
                : new SluiceException(ErrorKind.CAPACITY, 503, code, detail.message(), detail.param(), Duration.ofSeconds(1));
    }
}
