package io.sluice.registry.web;

import io.sluice.platform.error.SluiceException;
import io.sluice.platform.json.StrictJson;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;

/** Bodies that people write: a field that nobody knows is a slip, and one that is passed over is a canary for the wrong tenants. */
final class CommandBody {

    private static final JsonMapper JSON =
            StrictJson.configure(JsonMapper.builder()).enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private CommandBody() {
    }

    /**
     * @param body     absent: there was none
     * @param required fields that can't be left out
     * @throws SluiceException  400 {@code missing_field}, {@code invalid_json}
     * @throws JacksonException for what the fields can't hold, and for fields that nobody knows
     */
    static <T> T read(@Nullable JsonNode body, Class<T> type, String... required) {
        if (body == null || !body.isObject()) {
            throw SluiceException.user(400, "invalid_json", "the request body has to be a JSON object", null);
        }
        try {
            T command = JSON.treeToValue(body, type);
            require(body, required);
            return command;
        } catch (UnrecognizedPropertyException unknown) {
            throw unknown;
        } catch (MismatchedInputException wrong) {
            require(body, required);
            throw wrong;
        }
    }

    private static void require(JsonNode body, String... fields) {
        for (String field : fields) {
            if (!body.hasNonNull(field)) {
                throw SluiceException.invalid(field, "missing_field", "'" + field + "' is missing");
            }
        }
    }
}
