package io.sluice.platform.json;

import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Duplicate keys, trailing tokens, NaN, floats for integers and nesting deeper than 500 are errors. Unknown fields are
 * ignored: between services the newer side may say more.
 */
public final class StrictJson {

    private StrictJson() {
    }

    public static JsonMapper mapper() {
        return configure(JsonMapper.builder()).build();
    }

    /** As callers of a public API are read: what is passed over, or taken for something else, is not what they wanted. */
    public static JsonMapper.Builder forCallers(JsonMapper.Builder builder) {
        return builder
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfigDefaults(blank -> blank.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail));
    }

    public static JsonMapper.Builder configure(JsonMapper.Builder builder) {
        return builder
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }
}
