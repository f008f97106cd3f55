package io.sluice.contracts.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One model as {@code GET /models} of an inference-service tells it.
 *
 * @param role           {@code small}, {@code large} or {@code other}
 * @param contextLength  tokens of prompt and answer together
 * @param digest         SHA-256 over the weights and configuration, hex
 * @param status         {@code ready} or {@code refused}
 * @param refusal        why it is not served; present exactly when refused
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ModelCard(
        String name,
        String role,
        long parameters,
        int contextLength,
        int vocabularySize,
        String digest,
        String status,
        @Nullable String refusal) {

    public boolean ready() {
        return "ready".equals(status);
    }
}
