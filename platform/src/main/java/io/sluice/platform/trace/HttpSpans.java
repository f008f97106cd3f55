package io.sluice.platform.trace;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.net.URI;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.pattern.PathPattern;

/** What spans tell of HTTP, in OpenTelemetry's names. */
final class HttpSpans {

    private static final AttributeKey<String> METHOD = AttributeKey.stringKey("http.request.method");
    private static final AttributeKey<String> ROUTE = AttributeKey.stringKey("http.route");
    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
    private static final AttributeKey<String> HOST = AttributeKey.stringKey("server.address");
    private static final AttributeKey<Long> PORT = AttributeKey.longKey("server.port");
    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final AttributeKey<String> REQUEST_ID = AttributeKey.stringKey("sluice.request_id");
    private static final AttributeKey<Boolean> CANCELLED = AttributeKey.booleanKey("sluice.cancelled");
    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.values());

    private HttpSpans() {
    }

    /** A method that HTTP does not know could be anything, and many of them. */
    static String method(HttpMethod method) {
        return METHODS.contains(method) ? method.name() : "_OTHER";
    }

    static void asked(Span span, ServerWebExchange exchange, String requestId) {
        URI uri = exchange.getRequest().getURI();
        span.setAttribute(METHOD, method(exchange.getRequest().getMethod())).setAttribute(PATH, uri.getPath())
                .setAttribute(SCHEME, String.valueOf(uri.getScheme())).setAttribute(REQUEST_ID, requestId);
    }

    /** Answered whole. */
    static void answered(Span span, ServerWebExchange exchange) {
        HttpStatusCode status = exchange.getResponse().getStatusCode();
        routed(span, exchange);
        status(span, status == null ? 200 : status.value(), 500);
        span.end();
    }

    /** Broken off in the midst of the answer. */
    static void broken(Span span, ServerWebExchange exchange, Throwable failure) {
        routed(span, exchange);
        failed(span, failure);
    }

    /** The caller is gone. */
    static void cancelled(Span span, ServerWebExchange exchange) {
        routed(span, exchange);
        span.setAttribute(CANCELLED, true).end();
    }

    private static void routed(Span span, ServerWebExchange exchange) {
        PathPattern route = exchange.getAttribute(HandlerMapping.BEST_MATCHING_PATTERN_ATTRIBUTE);
        if (route != null) {
            span.setAttribute(ROUTE, route.getPatternString())
                    .updateName(method(exchange.getRequest().getMethod()) + " " + route.getPatternString());
        }
    }

    static void calls(Span span, HttpMethod method, URI uri) {
        span.setAttribute(METHOD, method(method)).setAttribute(PATH, uri.getPath()).setAttribute(HOST, String.valueOf(uri.getHost()));
        if (uri.getPort() > 0) {
            span.setAttribute(PORT, (long) uri.getPort());
        }
    }

    static void called(Span span, HttpStatusCode status) {
        status(span, status.value(), 400);
    }

    /** Of a failure only its kind is told: its message may hold anything. */
    static void failed(Span span, @Nullable Throwable failure) {
        span.setAttribute(ERROR, failure == null ? "_OTHER" : failure.getClass().getName()).setStatus(StatusCode.ERROR).end();
    }

    private static void status(Span span, int status, int errors) {
        span.setAttribute(STATUS, (long) status);
        if (status >= errors) {
            span.setAttribute(ERROR, Integer.toString(status)).setStatus(StatusCode.ERROR);
        }
    }
}
