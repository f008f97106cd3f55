package io.sluice.contracts.routing;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * {@code POST /route} on the router-service. Holds no prompt text: the router never sees what was asked.
 *
 * @param requestId correlation id, also the key of every event about the request
 * @param tenant    id of the API key
 * @param model     a served model's name (pins it) or {@value #AUTO}
 * @param overrides what the caller asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RouteRequest(
        String requestId,
        String tenant,
        String model,
        DialOverrides overrides,
        int promptChars,
        int maxTokens) {

    /** The model name that asks the router to choose. */
    public static final String AUTO = "sluice-auto";
}
