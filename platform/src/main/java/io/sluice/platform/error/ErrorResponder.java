package io.sluice.platform.error;

import io.sluice.platform.trace.TraceFilter;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/**
 * The one place where failures become answers: OpenAI's body everywhere but under {@code /admin}, which speaks RFC 9457.
 * Once bytes are out it leaves the failure to the server, which cuts the connection.
 */
@Order(-2)
public final class ErrorResponder implements WebExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(ErrorResponder.class);

    private final JsonMapper mapper;

    public ErrorResponder(JsonMapper mapper) {
        this.mapper = mapper;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(failure);
        }
        return TraceFilter.within(exchange, Mono.defer(() -> write(exchange, FailureMapping.of(failure))));
    }

    /** Writes the failure as this path's callers expect it. */
    public Mono<Void> write(ServerWebExchange exchange, SluiceException failure) {
        ServerHttpResponse response = exchange.getResponse();
        Body body = body(exchange.getRequest().getPath().value(), failure);
        response.setStatusCode(HttpStatusCode.valueOf(failure.status()));
        HttpHeaders headers = response.getHeaders();
        headers.setContentType(body.type());
        if (failure.retryAfter() != null) {
            headers.set(HttpHeaders.RETRY_AFTER, Long.toString(Math.max(1, (failure.retryAfter().toMillis() + 999) / 1000)));
            headers.set("retry-after-ms", Long.toString(failure.retryAfter().toMillis()));
        }
        if (failure.kind() == ErrorKind.USER) {
            headers.set("x-should-retry", "false");
        }
        LOG.debug("{} answered {} {}", exchange.getLogPrefix(), failure.status(), failure.code());
        return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body.json())));
    }

    record Body(MediaType type, byte[] json) {
    }

    Body body(String path, SluiceException failure) {
        return path.startsWith("/admin")
                ? new Body(MediaType.APPLICATION_PROBLEM_JSON, mapper.writeValueAsBytes(problem(failure)))
                : new Body(MediaType.APPLICATION_JSON, mapper.writeValueAsBytes(ErrorBody.of(failure)));
    }

    private static Map<String, Object> problem(SluiceException failure) {
        Map<String, Object> problem = new LinkedHashMap<>();
        problem.put("type", URI.create("urn:sluice:error:" + failure.code()));
        problem.put("title", failure.code().replace('_', ' '));
        problem.put("status", failure.status());
        problem.put("detail", String.valueOf(failure.getMessage()));
        problem.put("code", failure.code());
        if (failure.param() != null) {
            problem.put("param", failure.param());
        }
        return problem;
    }
}
