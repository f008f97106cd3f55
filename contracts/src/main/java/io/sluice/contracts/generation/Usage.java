package io.sluice.contracts.generation;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Tokens of the prompt (once) and of all choices together.
 *
 * @param cachedTokens how many of the prompt's first tokens were not read again, because an earlier request of the same
 *                     tenant began with them; absent when none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Usage(int promptTokens, int completionTokens, @Nullable Integer cachedTokens) {

    /** Nothing was cached. */
    public Usage(int promptTokens, int completionTokens) {
        this(promptTokens, completionTokens, null);
    }

    public int totalTokens() {
        return promptTokens + completionTokens;
    }
}
