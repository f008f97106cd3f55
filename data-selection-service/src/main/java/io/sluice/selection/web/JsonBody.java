package io.sluice.selection.web;

import io.sluice.platform.error.SluiceException;
import io.sluice.platform.body.BoundedBody;
import java.time.Duration;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Requests for data to be made. A field that nobody knows is refused: passed over, it would mean other rows than were wanted. */
final class JsonBody {

    private static final int BYTES_MAX = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final JsonMapper mapper;

    JsonBody(JsonMapper mapper) {
        this.mapper = mapper.rebuild().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();
    }

    <T> Mono<T> read(ServerWebExchange exchange, Class<T> type) {
        return BoundedBody.read(exchange, BYTES_MAX, PATIENCE)
                .flatMap(body -> Mono.justOrEmpty(mapper.readValue(body, type)))
                .switchIfEmpty(Mono.error(() -> SluiceException.user(400, "invalid_json", "the request body has to be a JSON object", null)));
    }
}
