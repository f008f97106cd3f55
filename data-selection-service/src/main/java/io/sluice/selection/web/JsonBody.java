package io.sluice.selection.web;

import io.sluice.platform.body.BoundedBody;
import io.sluice.platform.error.SluiceException;
import io.sluice.platform.json.StrictJson;
import java.time.Duration;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Requests as JSON. */
final class JsonBody {

    private static final int BYTES_MAX = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final JsonMapper mapper;

    JsonBody(JsonMapper mapper) {
        this.mapper = StrictJson.forCallers(mapper.rebuild()).build();
    }

    <T> Mono<T> read(ServerWebExchange exchange, Class<T> type) {
        return given(exchange, type).switchIfEmpty(Mono.error(JsonBody::none));
    }

    /** @param empty what a request without a body stands for */
    <T> Mono<T> read(ServerWebExchange exchange, Class<T> type, T empty) {
        return given(exchange, type).defaultIfEmpty(empty);
    }

    private <T> Mono<T> given(ServerWebExchange exchange, Class<T> type) {
        return BoundedBody.read(exchange, BYTES_MAX, PATIENCE).map(body -> {
            T read = mapper.readValue(body, type);
            if (read == null) {
                throw none();
            }
            return read;
        });
    }

    private static SluiceException none() {
        return SluiceException.user(400, "invalid_json", "the request body has to be a JSON object", null);
    }
}
