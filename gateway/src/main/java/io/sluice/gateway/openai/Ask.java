package io.sluice.gateway.openai;

import io.sluice.contracts.generation.ChatMessage;
import io.sluice.contracts.generation.GenerateRequest;
import io.sluice.contracts.generation.OutputFormat;
import io.sluice.contracts.generation.Sampling;
import io.sluice.contracts.generation.ToolUse;
import io.sluice.contracts.routing.DialOverrides;
import io.sluice.contracts.routing.RoutePlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request that was checked: what a caller wants, free of how it was written down.
 *
 * @param prompts       one generation each; a conversation is always one
 * @param choices       answers per prompt
 * @param topLogprobs   absent: no log-probabilities
 * @param includeUsage  streams only
 */
record Ask(
        String model,
        DialOverrides overrides,
        List<Prompt> prompts,
        Sampling sampling,
        int choices,
        @Nullable Integer maxTokens,
        List<String> stop,
        @Nullable Integer topLogprobs,
        @Nullable OutputFormat format,
        @Nullable ToolUse tools,
        boolean echo,
        boolean stream,
        boolean includeUsage) {

    /** Exactly one is present. */
    record Prompt(@Nullable List<ChatMessage> messages, @Nullable String text, @Nullable List<Integer> tokens) {

        /** For estimates: a token id counts as two characters, as text does below. Charges use the real count. */
        int chars() {
            if (tokens != null) {
                return 2 * tokens.size();
            }
            return text != null ? text.length()
                    : messages == null ? 0 : messages.stream().mapToInt(message -> message.content().length()).sum();
        }
    }

    boolean entropies() {
        return Boolean.TRUE.equals(overrides.entropies());
    }

    /** Sequences that are written for each choice. */
    int samples() {
        return overrides.samples() == null ? 1 : overrides.samples().count();
    }

    int promptChars() {
        return prompts.stream().mapToInt(Prompt::chars).sum();
    }

    GenerateRequest generation(Prompt prompt, RoutePlan plan, String requestId, String tenant, long timeoutMillis) {
        return new GenerateRequest(requestId, tenant, plan, prompt.messages(), prompt.text(), prompt.tokens(), sampling,
                choices, maxTokens, stop, topLogprobs, echo, entropies(), format, tools, timeoutMillis);
    }
}
