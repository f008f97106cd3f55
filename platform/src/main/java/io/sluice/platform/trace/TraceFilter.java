package io.sluice.platform.trace;

import java.util.random.RandomGenerator;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

/**
 * Gives every request its {@link TraceContext}: in the exchange, in Reactor's context, in the answer's headers, and its id
 * in the log lines of what is done for it.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class TraceFilter implements WebFilter {

    private final RandomGenerator random;

    /** @param random thread-safe */
    public TraceFilter(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        HttpHeaders headers = exchange.getRequest().getHeaders();
        TraceContext trace = TraceContext.of(
                headers.getFirst(TraceContext.REQUEST_ID_HEADER), headers.getFirst(TraceContext.TRACEPARENT_HEADER), random);
        exchange.getAttributes().put(TraceContext.KEY, trace);
        exchange.getResponse().getHeaders().set(TraceContext.REQUEST_ID_HEADER, trace.requestId());
        exchange.getResponse().getHeaders().set(TraceContext.TRACEPARENT_HEADER, trace.traceparent());
        return chain.filter(exchange).contextWrite(context -> put(context, trace));
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
