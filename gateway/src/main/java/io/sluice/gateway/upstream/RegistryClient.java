package io.sluice.gateway.upstream;

import io.sluice.platform.error.SluiceException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/** Speaks to the adapter-registry on behalf of a key that was checked. Bodies go through as they come, both ways. */
public final class RegistryClient {

    private static final Logger LOG = LoggerFactory.getLogger(RegistryClient.class);
    private static final Refusals REFUSALS = new Refusals("registry");
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    /** From the first byte of an upload to the answer. */
    private static final Duration TRANSFER_PATIENCE = Duration.ofMinutes(10);
    private static final String ACTOR = "X-Sluice-Actor";
    private static final List<String> ASKED = List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.CONTENT_LENGTH, HttpHeaders.IF_MATCH);
    private static final List<String> TOLD = List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.CONTENT_LENGTH, HttpHeaders.ETAG,
            HttpHeaders.CONTENT_DISPOSITION, HttpHeaders.CACHE_CONTROL);

    private final WebClient client;
    private final URI registry;

    public RegistryClient(WebClient client, URI registry) {
        this.client = client;
        this.registry = registry;
    }

    /** @param actor whose key it is */
    public Mono<JsonNode> post(String path, Map<String, Object> body, String actor) {
        return guarded(client.post().uri(registry.resolve(path)).header(ACTOR, actor).contentType(MediaType.APPLICATION_JSON).bodyValue(body)
                .exchangeToMono(response -> response.statusCode().is2xxSuccessful()
                        ? response.bodyToMono(JsonNode.class).switchIfEmpty(Mono.error(REFUSALS::failed)) : REFUSALS.of(response)), PATIENCE);
    }

    public Mono<JsonNode> get(String path) {
        return guarded(client.get().uri(registry.resolve(path)).exchangeToMono(response -> response.statusCode().is2xxSuccessful()
                ? response.bodyToMono(JsonNode.class).switchIfEmpty(Mono.error(REFUSALS::failed)) : REFUSALS.of(response)), PATIENCE);
    }

    /** The exchange as it is, under another path; only headers that mean something there go along. */
    public Mono<Void> pass(ServerWebExchange exchange, String pathAndQuery, String actor) {
        ServerHttpRequest request = exchange.getRequest();
        WebClient.RequestBodySpec call = client.method(request.getMethod()).uri(registry.resolve(pathAndQuery)).header(ACTOR, actor);
        ASKED.forEach(name -> request.getHeaders().getOrEmpty(name).forEach(value -> call.header(name, value)));
        boolean empty = request.getMethod() == HttpMethod.GET || request.getHeaders().getContentLength() == 0;
        WebClient.RequestHeadersSpec<?> ready = empty ? call : call.body(BodyInserters.fromDataBuffers(request.getBody()));
        return guarded(ready.exchangeToMono(response -> response.statusCode().is2xxSuccessful()
                ? tell(response, exchange.getResponse()) : REFUSALS.of(response)), TRANSFER_PATIENCE);
    }

    private static Mono<Void> tell(ClientResponse from, ServerHttpResponse to) {
        to.setStatusCode(from.statusCode());
        TOLD.forEach(name -> from.headers().header(name).forEach(value -> to.getHeaders().add(name, value)));
        return to.writeWith(from.bodyToFlux(DataBuffer.class));
    }

    private static <T> Mono<T> guarded(Mono<T> call, Duration patience) {
        return call.timeout(patience)
                .onErrorMap(WebClientException.class, away -> {
                    LOG.warn("the registry is away: {}", away.toString());
                    return SluiceException.external(503, "registry_unavailable", "the registry does not answer; try again");
                })
                .onErrorMap(TimeoutException.class, slow -> {
                    LOG.warn("the registry did not answer within {}", patience);
                    return SluiceException.external(503, "registry_unavailable", "the registry does not answer in time; try again");
                });
    }
}
