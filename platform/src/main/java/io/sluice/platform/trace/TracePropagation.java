package io.sluice.platform.trace;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Mono;

/** Hands the {@link TraceContext} of the request being served to every call made for it. */
public final class TracePropagation implements ExchangeFilterFunction {

    @Override
    public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
        return Mono.deferContextual(context -> {
            if (!context.hasKey(TraceContext.KEY)) {
                return next.exchange(request);
            }
            TraceContext trace = context.get(TraceContext.KEY);
            return next.exchange(ClientRequest.from(request)
                    .header(TraceContext.REQUEST_ID_HEADER, trace.requestId())
                    .header(TraceContext.TRACEPARENT_HEADER, trace.traceparent())
                    .build());
        });
    }
}
