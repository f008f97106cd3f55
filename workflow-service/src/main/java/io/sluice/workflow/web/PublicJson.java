package io.sluice.workflow.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.platform.body.BoundedBody;
import io.sluice.platform.error.SluiceException;
import io.sluice.platform.json.StrictJson;
import java.time.Duration;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/** JSON as callers of the API write and read it: snake_case, and nothing that is not known. */
public final class PublicJson {

    static final int BODY_MAX = 1 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final JsonMapper mapper;

    public PublicJson(JsonMapper mapper) {
        this.mapper = StrictJson.forCallers(mapper.rebuild())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .withCoercionConfig(LogicalType.Textual, text -> text
                        .setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                        .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .changeDefaultPropertyInclusion(inclusion -> inclusion.withValueInclusion(JsonInclude.Include.NON_NULL))
                .build();
    }

    JsonNode tree(Object value) {
        return mapper.valueToTree(value);
    }

    JsonNode parse(String json) {
        return mapper.readTree(json);
    }

    String text(Object value) {
        return mapper.writeValueAsString(value);
    }

    /** The body, or what an empty one stands for. */
    <T> Mono<T> read(ServerWebExchange exchange, Class<T> type, T empty) {
        return bytes(exchange).map(bytes -> {
            T body = bytes.length == 0 ? empty : mapper.readValue(bytes, type);
            if (body == null) {
                throw SluiceException.user(400, "invalid_json", "the request body must be a JSON object", null);
            }
            return body;
        });
    }

    static Mono<byte[]> bytes(ServerWebExchange exchange) {
        return BoundedBody.read(exchange, BODY_MAX, PATIENCE).defaultIfEmpty(new byte[0]);
    }
}
