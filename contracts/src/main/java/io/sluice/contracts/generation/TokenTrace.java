package io.sluice.contracts.generation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One token of an answer (or of an echoed prompt).
 *
 * @param model   who wrote it; {@code prompt} for an echoed token
 * @param chosen  its log-probability; absent unless asked for, and for the first token of an echoed prompt
 * @param top     the most likely alternatives, best first; empty unless asked for
 * @param entropy nats; the entropy that decided the writer; absent unless asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TokenTrace(
        int id,
        String model,
        @Nullable TokenLogprob chosen,
        List<TokenLogprob> top,
        @Nullable Double entropy) {
}
