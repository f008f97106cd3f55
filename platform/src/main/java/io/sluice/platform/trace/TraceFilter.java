package io.sluice.platform.trace;

import java.util.random.RandomGenerator;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Gives every request its {@link TraceContext}: in the exchange, in Reactor's context and in the answer's headers. */
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
        return chain.filter(exchange).contextWrite(context -> context.put(TraceContext.KEY, trace));
    }

    /** The context that the filter gave this request. */
    public static TraceContext of(ServerWebExchange exchange) {
        return (TraceContext) exchange.getRequiredAttribute(TraceContext.KEY);
    }
}
