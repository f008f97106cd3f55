package io.sluice.platform.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Gives every request its {@link TraceContext}: in the exchange, in Reactor's context, in the answer's headers, and its id
 * in the log lines of what is done for it. A request is a span, from its first byte to the answer's last; probes and
 * scrapes are none.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class TraceFilter implements WebFilter {

    private static final String PROBES = "/actuator";

    private final Tracing tracing;
    private final RandomGenerator random;

    /** @param random thread-safe */
    public TraceFilter(Tracing tracing, RandomGenerator random) {
        this.tracing = tracing;
        this.random = random;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpRequest request = exchange.getRequest();
        HttpHeaders headers = request.getHeaders();
        Span span = begin(request, headers.getFirst(TraceContext.TRACEPARENT_HEADER));
        TraceContext trace = TraceContext.of(headers.getFirst(TraceContext.REQUEST_ID_HEADER), span, random);
        exchange.getAttributes().put(TraceContext.KEY, trace);
        exchange.getResponse().getHeaders().set(TraceContext.REQUEST_ID_HEADER, trace.requestId());
        exchange.getResponse().getHeaders().set(TraceContext.TRACEPARENT_HEADER, trace.traceparent());
        Mono<Void> served = chain.filter(exchange).contextWrite(context -> put(context, trace));
        if (!span.isRecording()) {
            return served;
        }
        HttpSpans.asked(span, exchange, trace.requestId());
        return recorded(served, span, exchange);
    }

    private Span begin(ServerHttpRequest request, @Nullable String traceparent) {
        return request.getPath().value().startsWith(PROBES) ? tracing.unrecorded(traceparent)
                : tracing.follow(HttpSpans.method(request.getMethod()), SpanKind.SERVER, traceparent);
    }

    private static Mono<Void> recorded(Mono<Void> served, Span span, ServerWebExchange exchange) {
        return served.doOnSuccess(done -> HttpSpans.answered(span, exchange))
                .doOnCancel(() -> HttpSpans.cancelled(span, exchange))
                .doOnError(failure -> {
                    ServerHttpResponse response = exchange.getResponse();
                    if (response.isCommitted()) {
                        HttpSpans.broken(span, exchange, failure);
                    } else {
                        // Whoever answers the failure stands outside of this filter.
                        response.beforeCommit(() -> Mono.fromRunnable(() -> HttpSpans.answered(span, exchange)));
                    }
                });
    }

    private static Context put(Context context, TraceContext trace) {
        return context.put(TraceContext.KEY, trace).put(TraceContext.LOG_KEY, trace.requestId());
    }

    /** For work that is done for a request behind this filter's back, such as telling its failure. */
    public static <T> Mono<T> within(ServerWebExchange exchange, Mono<T> work) {
        TraceContext trace = exchange.getAttribute(TraceContext.KEY);
        return trace == null ? work : work.contextWrite(context -> put(context, trace));
    }

    /** The context that the filter gave this request. */
    public static TraceContext of(ServerWebExchange exchange) {
        return (TraceContext) exchange.getRequiredAttribute(TraceContext.KEY);
    }
}
