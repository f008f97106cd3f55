package io.sluice.gateway.upstream;

import io.sluice.platform.error.SluiceException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerResponse;

/**
 * Speaks to the data-selection-service on behalf of an admin's key. Bodies go through as they come, both ways, however large:
 * what bounds them is silence, not time.
 */
public final class SelectionClient {

    private static final Logger LOG = LoggerFactory.getLogger(SelectionClient.class);
    private static final Refusals REFUSALS = new Refusals("selection");
    /** Without a body. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** After the last byte of an upload: it is read once more for its profile. */
    private static final Duration INTAKE_PATIENCE = Duration.ofMinutes(10);
    private static final Duration SILENCE_MAX = Duration.ofSeconds(40);
    /** With a caller who takes nothing of an answer; longer than the service's own. */
    private static final Duration TAKING_PATIENCE = Duration.ofMinutes(3);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final String ACTOR = "X-Sluice-Actor";
    private static final List<String> ASKED = List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.CONTENT_LENGTH, HttpHeaders.ACCEPT,
            "Idempotency-Key", "Last-Event-ID");
    private static final List<String> TOLD = List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.CONTENT_LENGTH, HttpHeaders.ETAG,
            HttpHeaders.CONTENT_DISPOSITION, HttpHeaders.CACHE_CONTROL, HttpHeaders.LOCATION);

    private final WebClient client;
    private final URI service;

    public SelectionClient(WebClient client, URI service) {
        this.client = client;
        this.service = service;
    }

    /**
     * The exchange as it is, under another path; only headers that mean something there go along.
     *
     * @param actor whose key it is
     */
    public Mono<Void> pass(ServerWebExchange exchange, String pathAndQuery, String actor) {
        ServerHttpRequest request = exchange.getRequest();
        WebClient.RequestBodySpec call = client.method(request.getMethod()).uri(service.resolve(pathAndQuery)).header(ACTOR, actor);
        ASKED.forEach(name -> request.getHeaders().getOrEmpty(name).forEach(value -> call.header(name, value)));
        boolean empty = request.getHeaders().getContentLength() <= 0 && request.getHeaders().getFirst(HttpHeaders.TRANSFER_ENCODING) == null;
        AtomicLong lastNanos = new AtomicLong(System.nanoTime());
        Flux<DataBuffer> body = request.getBody().doOnNext(sent -> lastNanos.set(System.nanoTime()));
        WebClient.RequestHeadersSpec<?> ready = empty ? call : call.body(BodyInserters.fromDataBuffers(body));
        return ready.exchangeToMono(response -> response.statusCode().is2xxSuccessful()
                        ? tell(response, exchange.getResponse()) : REFUSALS.<Void>of(response))
                .timeout(silence(exchange, lastNanos, empty ? PATIENCE : INTAKE_PATIENCE))
                .onErrorMap(SelectionClient::isCut, SelectionClient::away);
    }

    /** Ends when nothing was sent for too long and no answer has begun; what an answer does is bounded by its own silence. */
    private static Mono<Long> silence(ServerWebExchange exchange, AtomicLong lastNanos, Duration patience) {
        return Flux.interval(LOOK).onBackpressureDrop()
                .takeWhile(tick -> !exchange.getResponse().isCommitted())
                .filter(tick -> System.nanoTime() - lastNanos.get() > patience.toNanos())
                .next().switchIfEmpty(Mono.never());
    }

    private static Mono<Void> tell(ClientResponse from, ServerHttpResponse to) {
        to.setStatusCode(from.statusCode());
        TOLD.forEach(name -> from.headers().header(name).forEach(value -> to.getHeaders().add(name, value)));
        // On the heap: what a caller who leaves did not take is nobody's to release.
        Flux<DataBuffer> body = from.bodyToFlux(byte[].class).map(DefaultDataBufferFactory.sharedInstance::wrap);
        if (!from.headers().contentType().map(MediaType.TEXT_EVENT_STREAM::isCompatibleWith).orElse(false)) {
            // A caller who reads slowly is no silence of the service: nothing is asked of it meanwhile. Sent piece by piece, a few of them lie
            // ready; as one body, the server holds 128, and a few callers who read nothing fill the memory of all.
            AtomicLong takenNanos = new AtomicLong(System.nanoTime());
            return to.writeAndFlushWith(body.doOnNext(piece -> takenNanos.set(System.nanoTime())).map(Mono::just))
                    .timeout(Flux.interval(LOOK).onBackpressureDrop()
                            .filter(tick -> System.nanoTime() - takenNanos.get() > TAKING_PATIENCE.toNanos()).next())
                    .onErrorResume(failure -> to.isCommitted() && isCut(failure), cut -> end(to));
        }
        to.getHeaders().set("X-Accel-Buffering", "no");
        return to.writeAndFlushWith(body.timeout(SILENCE_MAX).map(Mono::just));
    }

    /** What the caller did not take yet would keep the connection: it ends without it. */
    private static Mono<Void> end(ServerHttpResponse to) {
        if (ServerHttpResponseDecorator.getNativeResponse(to) instanceof HttpServerResponse answer) {
            answer.withConnection(Connection::dispose);
        }
        return Mono.empty();
    }

    /** A body that breaks off is told as it comes from the connection. */
    private static boolean isCut(Throwable failure) {
        return failure instanceof WebClientException || failure instanceof TimeoutException || failure instanceof IOException;
    }

    private static SluiceException away(Throwable failure) {
        LOG.warn("the data-selection-service is away: {}", failure.toString());
        return SluiceException.external(503, "selection_unavailable", "the data-selection-service does not answer; try again");
    }
}
