package io.sluice.contracts.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One model as {@code GET /models} of an inference-service tells it.
 *
 * @param role           {@code small}, {@code large} or {@code other}
 * @param contextLength  tokens of prompt and answer together
 * @param digest         SHA-256 over the weights and configuration, hex
 * @param status         {@code ready} or {@code refused}
 * @param refusal        why it is not served; present exactly when refused
 * @param adapters       what the model was made of beside its folder; absent when nothing
 * @param fusion         which models' logits make up its own; absent for a model of one folder
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
        @Nullable String refusal,
        @Nullable List<Adapter> adapters,
        @Nullable Fusion fusion) {

    /**
     * Something that changes the model's answers.
     *
     * @param kind   {@code lora}, {@code soft-prompt}, {@code head-offsets} or {@code first-token-scale}
     * @param source name of its folder or file, or the factor itself
     * @param digest SHA-256 over its files, hex; absent for a factor
     * @param tokens tokens of a soft prompt, which take room in the context
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Adapter(String kind, String source, @Nullable String digest, @Nullable Integer tokens) {
    }

    /**
     * A model made of others that are served.
     *
     * @param method what is done with their logits, and with which parameters, as {@code emulated-fine-tuning 1.0}
     * @param models names, in the order of the method: base, tuned, reference
     */
    public record Fusion(String method, List<String> models) {
    }

    /** Nothing but a folder and adapters. */
    public ModelCard(String name, String role, long parameters, int contextLength, int vocabularySize, String digest,
            String status, @Nullable String refusal, @Nullable List<Adapter> adapters) {
        this(name, role, parameters, contextLength, vocabularySize, digest, status, refusal, adapters, null);
    }

    /** Nothing but a folder. */
    public ModelCard(String name, String role, long parameters, int contextLength, int vocabularySize, String digest,
            String status, @Nullable String refusal) {
        this(name, role, parameters, contextLength, vocabularySize, digest, status, refusal, null);
    }

    public boolean ready() {
        return "ready".equals(status);
    }
}
