package io.sluice.contracts.likelihood;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code POST /likelihoods} on the inference-service: how likely a model holds completions to be, each given its prompt.
 *
 * <p>What is read is the prompt's tokens, then the completion's, each text put into tokens by itself, so that the border
 * between them is one between tokens, as it is where a model answers. The prompt's begin with the BOS token where the model
 * uses one. Scored are the completion's tokens, but the very first token of all, which nothing stands before: with an empty
 * prompt and a model without BOS that is the completion's first. No token for the answer's end is added.
 *
 * @param requestId     for log lines; absent: one is made
 * @param tenant        who waits in line for it; absent: {@code likelihoods}
 * @param model         a served model, or {@code BASE:ADAPTER} as in a request for an answer
 * @param passages      1 to {@link #PASSAGES_MAX}; with no more than {@link #TOKENS_MAX} tokens together
 * @param chat          whether prompts are the user's turn in the model's chat template, and completions the assistant's
 *                      answer; absent: no, all text is as it stands
 * @param skipTooLong   whether a passage that is longer than the model's context gets an answer without a number; absent:
 *                      no, the request is refused and the passage named
 * @param timeoutMillis time left until the caller's deadline; absent: {@link #TIMEOUT_MILLIS}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LikelihoodRequest(
        @Nullable String requestId,
        @Nullable String tenant,
        String model,
        List<Passage> passages,
        @Nullable Boolean chat,
        @Nullable Boolean skipTooLong,
        @Nullable Long timeoutMillis) {

    /** More are refused. */
    public static final int PASSAGES_MAX = 64;
    /** More are refused: they would keep others waiting. */
    public static final int TOKENS_MAX = 1 << 18;
    public static final long TIMEOUT_MILLIS = 30_000;

    /**
     * @param prompt     read, not scored; absent: empty
     * @param completion scored; may be empty
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Passage(@Nullable String prompt, String completion) {
    }

    /** With everything that may be absent left out. */
    public LikelihoodRequest(String model, List<Passage> passages) {
        this(null, null, model, passages, null, null, null);
    }

    /** The same under another {@code requestId}. */
    public LikelihoodRequest under(String otherId) {
        return new LikelihoodRequest(otherId, tenant, model, passages, chat, skipTooLong, timeoutMillis);
    }
}
