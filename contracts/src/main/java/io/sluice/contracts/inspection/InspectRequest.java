package io.sluice.contracts.inspection;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.sluice.contracts.generation.ChatMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /inspect} on the inference-service: how a model reads one prompt. Exactly one of {@code messages},
 * {@code prompt} and {@code promptTokens} is present, as in a request for an answer, and at least one of
 * {@code attention} and {@code hidden}.
 *
 * @param model         a served model's name
 * @param timeoutMillis time left until the caller's deadline
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record InspectRequest(
        String requestId,
        String tenant,
        String model,
        @Nullable List<ChatMessage> messages,
        @Nullable String prompt,
        @Nullable List<Integer> promptTokens,
        @Nullable Attention attention,
        @Nullable Hidden hidden,
        long timeoutMillis) {

    /** Numbers that an answer may hold; more are refused. */
    public static final int NUMBERS_MAX = 1 << 18;

    /** Which of the prompt's positions. */
    public enum Rows {
        /** The last one, which the first token of an answer comes from. */
        @JsonProperty("last") LAST,
        /** All of them. */
        @JsonProperty("all") ALL
    }

    /**
     * Attention weights after the softmax.
     *
     * @param layers from 0; absent: all
     * @param heads  query heads from 0; absent: all
     * @param rows   absent: the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Attention(@Nullable List<Integer> layers, @Nullable List<Integer> heads, @Nullable Rows rows) {
    }

    /**
     * The residual stream after layers.
     *
     * @param layers from 0; absent: all
     * @param rows   absent: the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Hidden(@Nullable List<Integer> layers, @Nullable Rows rows) {
    }
}
