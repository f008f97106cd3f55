package io.sluice.contracts.generation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.routing.RoutePlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /generate} on the inference-service; the answer is a stream of {@link GenerateEvent}, one JSON object a
 * line ({@code application/x-ndjson}). Exactly one of {@code messages}, {@code prompt} and {@code promptTokens} is
 * present.
 *
 * @param messages      a conversation, rendered by the model's chat template; text in it never becomes a control token
 * @param prompt        text as it is (with the model's BOS token, if it uses one)
 * @param promptTokens  token ids as they are
 * @param choices       independent answers to the same prompt, 1..128
 * @param maxTokens     tokens per choice; absent: what the context leaves. 0 is allowed with {@code echo}
 * @param stop          up to four strings; the answer ends before the first of them, wherever token borders fall
 * @param topLogprobs   absent: no log-probabilities; 0: the chosen token's only; up to 20 alternatives
 * @param echo          the prompt's tokens are sent too, with log-probabilities where asked
 * @param entropies     each token carries the entropy that decided who writes it
 * @param format        what the text has to be; absent: anything
 * @param tools         functions that the answer may call; absent: none
 * @param timeoutMillis time left until the caller's deadline; generation ends with {@code deadline_exceeded} after it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GenerateRequest(
        String requestId,
        String tenant,
        RoutePlan plan,
        @Nullable List<ChatMessage> messages,
        @Nullable String prompt,
        @Nullable List<Integer> promptTokens,
        Sampling sampling,
        int choices,
        @Nullable Integer maxTokens,
        List<String> stop,
        @Nullable Integer topLogprobs,
        boolean echo,
        boolean entropies,
        @Nullable OutputFormat format,
        @Nullable ToolUse tools,
        long timeoutMillis) {

    /** Free text without functions. */
    public GenerateRequest(String requestId, String tenant, RoutePlan plan, @Nullable List<ChatMessage> messages,
            @Nullable String prompt, @Nullable List<Integer> promptTokens, Sampling sampling, int choices,
            @Nullable Integer maxTokens, List<String> stop, @Nullable Integer topLogprobs, boolean echo, boolean entropies,
            long timeoutMillis) {
        this(requestId, tenant, plan, messages, prompt, promptTokens, sampling, choices, maxTokens, stop, topLogprobs, echo,
                entropies, null, null, timeoutMillis);
    }
}
