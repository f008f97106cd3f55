package io.sluice.gateway.upstream;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.sluice.contracts.workflow.RunStart;
import io.sluice.contracts.workflow.WorkflowRun;
import io.sluice.platform.error.SluiceException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.core.codec.DecodingException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.codec.ServerSentEvent;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.reactive.function.BodyInserters;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.WebClientException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Speaks to the workflow-service on behalf of a key that was checked. */
public final class WorkflowClient {

    private static final Logger LOG = LoggerFactory.getLogger(WorkflowClient.class);
    private static final Refusals REFUSALS = new Refusals("workflow");
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** Of whoever only wants to know which workflows there are. */
    private static final Duration LISTING_PATIENCE = Duration.ofSeconds(2);
    /** The service writes at least a comment every ten seconds. */
    private static final Duration SILENCE_MAX = Duration.ofSeconds(40);
    private static final Duration RECONNECT = Duration.ofMillis(500);
    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final String LAST_EVENT_ID = "Last-Event-ID";
    private static final List<String> ASKED = List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.CONTENT_LENGTH, HttpHeaders.ACCEPT,
            HttpHeaders.IF_MATCH, IDEMPOTENCY_KEY, LAST_EVENT_ID);
    private static final List<String> TOLD = List.of(HttpHeaders.CONTENT_TYPE, HttpHeaders.CONTENT_LENGTH, HttpHeaders.ETAG,
            HttpHeaders.CACHE_CONTROL, HttpHeaders.LOCATION, HttpHeaders.RETRY_AFTER, "retry-after-ms", "x-should-retry");
    private static final ParameterizedTypeReference<ServerSentEvent<String>> EVENTS = new ParameterizedTypeReference<>() {
    };

    private final WebClient client;
    private final URI service;

    public WorkflowClient(WebClient client, URI service) {
        this.client = client;
        this.service = service;
    }

    /** @param tenant whose key it is */
    public record Caller(String tenant, boolean admin) {

        private void tell(HttpHeaders headers) {
            headers.set("X-Sluice-Actor", tenant);
            headers.set("X-Sluice-Admin", Boolean.toString(admin));
        }
    }

    /**
     * A workflow there is.
     *
     * @param at when its newest version was defined
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Known(String name, Instant at) {
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record KnownList(@Nullable List<Known> data) {
    }

    /** Which there are; after two seconds the service counts as away. */
    public Mono<List<Known>> list(Caller caller) {
        return client.get().uri(service.resolve("/workflows")).headers(caller::tell)
                .exchangeToMono(response -> response.statusCode().is2xxSuccessful()
                        ? response.bodyToMono(KnownList.class).switchIfEmpty(Mono.error(REFUSALS::failed)) : REFUSALS.<KnownList>of(response))
                .timeout(LISTING_PATIENCE)
                .onErrorMap(WorkflowClient::isCut, WorkflowClient::away)
                .onErrorMap(failure -> failure instanceof DecodingException || failure instanceof DataBufferLimitException,
                        unreadable -> REFUSALS.failed())
                .flatMap(list -> list.data() == null ? Mono.error(REFUSALS.failed()) : Mono.just(list.data()));
    }

    /** @param idempotencyKey absent: every call is a run of its own */
    public Mono<WorkflowRun> start(Caller caller, String workflow, RunStart start, @Nullable String idempotencyKey) {
        WebClient.RequestBodySpec call = client.post().uri(service.resolve("/workflows/" + workflow + "/runs")).headers(caller::tell);
        if (idempotencyKey != null) {
            call.header(IDEMPOTENCY_KEY, idempotencyKey);
        }
        return asked(call.contentType(MediaType.APPLICATION_JSON).bodyValue(start));
    }

    public Mono<WorkflowRun> find(Caller caller, String run) {
        return asked(client.get().uri(service.resolve("/runs/" + run)).headers(caller::tell));
    }

    public Mono<WorkflowRun> cancel(Caller caller, String run, String reason) {
        return asked(client.post().uri(service.resolve("/runs/" + run + "/cancel")).headers(caller::tell)
                .contentType(MediaType.APPLICATION_JSON).bodyValue(Map.of("reason", reason)));
    }

    /**
     * Waits for the run's end, however long; whoever calls bounds it. That the service goes away in between is waited for
     * too: the run outlives it.
     */
    public Mono<WorkflowRun> ended(Caller caller, String run) {
        AtomicReference<String> last = new AtomicReference<>("0");
        Mono<WorkflowRun> look = Flux.defer(() -> events(caller, run, last.get()))
                .doOnNext(event -> last.updateAndGet(before -> event.id() == null ? before : event.id()))
                .then(Mono.defer(() -> find(caller, run)))
                .onErrorResume(WorkflowClient::isAway, away -> Mono.empty())
                .filter(found -> found.status().ended());
        return look.repeatWhenEmpty(Integer.MAX_VALUE, again -> again.delayElements(RECONNECT));
    }

    private static boolean isAway(Throwable failure) {
        return failure instanceof SluiceException known && known.status() >= 500;
    }

    private Flux<ServerSentEvent<String>> events(Caller caller, String run, String after) {
        return client.get().uri(service.resolve("/runs/" + run + "/events")).headers(caller::tell)
                .header(LAST_EVENT_ID, after).accept(MediaType.TEXT_EVENT_STREAM)
                .exchangeToFlux(response -> response.statusCode().is2xxSuccessful()
                        ? response.bodyToFlux(EVENTS) : REFUSALS.<ServerSentEvent<String>>of(response).flux())
                .timeout(SILENCE_MAX)
                .onErrorMap(WorkflowClient::isCut, WorkflowClient::away);
    }

    /** A body that breaks off is told as it comes from the connection. */
    private static boolean isCut(Throwable failure) {
        return failure instanceof WebClientException || failure instanceof TimeoutException || failure instanceof IOException;
    }

    private static Mono<WorkflowRun> asked(WebClient.RequestHeadersSpec<?> call) {
        return guarded(call.exchangeToMono(response -> response.statusCode().is2xxSuccessful()
                ? response.bodyToMono(WorkflowRun.class).switchIfEmpty(Mono.error(REFUSALS::failed)) : REFUSALS.of(response)));
    }

    /** The exchange as it is, under another path; streams stay streams, and mistakes are told as they are, with all that is said of them. */
    public Mono<Void> pass(ServerWebExchange exchange, String pathAndQuery, Caller caller) {
        ServerHttpRequest request = exchange.getRequest();
        WebClient.RequestBodySpec call = client.method(request.getMethod()).uri(service.resolve(pathAndQuery)).headers(caller::tell);
        ASKED.forEach(name -> request.getHeaders().getOrEmpty(name).forEach(value -> call.header(name, value)));
        boolean empty = request.getHeaders().getContentLength() <= 0 && request.getHeaders().getFirst(HttpHeaders.TRANSFER_ENCODING) == null;
        WebClient.RequestHeadersSpec<?> ready = empty ? call : call.body(BodyInserters.fromDataBuffers(request.getBody()));
        return ready.exchangeToMono(response -> response.statusCode().is5xxServerError()
                        ? REFUSALS.<Void>of(response) : tell(response, exchange.getResponse()))
                .timeout(firstAnswer(exchange))
                .onErrorMap(WorkflowClient::isCut, WorkflowClient::away);
    }

    /** Bounds the wait for the head of the answer; what follows is bounded by silence. */
    private static Mono<Long> firstAnswer(ServerWebExchange exchange) {
        return Mono.delay(PATIENCE).flatMap(tick -> exchange.getResponse().isCommitted() ? Mono.never() : Mono.just(tick));
    }

    private static Mono<Void> tell(ClientResponse from, ServerHttpResponse to) {
        to.setStatusCode(from.statusCode());
        TOLD.forEach(name -> from.headers().header(name).forEach(value -> to.getHeaders().add(name, value)));
        Flux<DataBuffer> body = from.bodyToFlux(DataBuffer.class).timeout(SILENCE_MAX);
        if (!from.headers().contentType().map(MediaType.TEXT_EVENT_STREAM::isCompatibleWith).orElse(false)) {
            return to.writeWith(body);
        }
        to.getHeaders().set("X-Accel-Buffering", "no");
        return to.writeAndFlushWith(body.map(Mono::just));
    }

    private static <T> Mono<T> guarded(Mono<T> call) {
        return call.timeout(PATIENCE)
                .onErrorMap(WorkflowClient::isCut, WorkflowClient::away);
    }

    private static SluiceException away(Throwable failure) {
        LOG.warn("the workflow-service is away: {}", failure.toString());
        return SluiceException.external(503, "workflows_unavailable", "the workflow-service does not answer; try again");
    }
}
