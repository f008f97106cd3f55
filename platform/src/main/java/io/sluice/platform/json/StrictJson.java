package io.sluice.platform.json;

import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Duplicate keys, trailing tokens, NaN, floats for integers and nesting deeper than 500 are errors. Unknown fields are
 * ignored: between services the newer side may say more. A public API that refuses them says so on its own reader.
 */
public final class StrictJson {

    private StrictJson() {
    }

    public static JsonMapper mapper() {
        return configure(JsonMapper.builder()).build();
    }

    public static JsonMapper.Builder configure(JsonMapper.Builder builder) {
        return builder
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }
}
