package io.sluice.platform.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Mono;

/**
 * Hands the {@link TraceContext} of the request being served to every call made for it. A call is a span, until the last
 * byte of its answer.
 */
public final class TracePropagation implements ExchangeFilterFunction {

    private final Tracing tracing;

    public TracePropagation(Tracing tracing) {
        this.tracing = tracing;
    }

    @Override
    public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
        return Mono.deferContextual(context -> {
            if (!context.hasKey(TraceContext.KEY)) {
                return next.exchange(request);
            }
            TraceContext trace = context.get(TraceContext.KEY);
            Span span = tracing.within(HttpSpans.method(request.method()), SpanKind.CLIENT, trace.traceparent());
            Mono<ClientResponse> called = next.exchange(ClientRequest.from(request)
                    .header(TraceContext.REQUEST_ID_HEADER, trace.requestId())
                    .header(TraceContext.TRACEPARENT_HEADER, Tracing.traceparent(span))
                    .build());
            if (!span.isRecording()) {
                return called;
            }
            HttpSpans.calls(span, request.method(), request.url());
            return called.doOnError(failure -> HttpSpans.failed(span, failure)).doOnCancel(span::end)
                    .map(response -> recorded(response, span));
        });
    }

    private static ClientResponse recorded(ClientResponse response, Span span) {
        HttpSpans.called(span, response.statusCode());
        return response.mutate().body(body -> body.doFinally(end -> span.end())).build();
    }
}
