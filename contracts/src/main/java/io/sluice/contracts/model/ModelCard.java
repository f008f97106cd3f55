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
 * @param shape          the sizes that adapters have to fit; absent when refused, and from older workers
 * @param origin         of a quantised copy the digest of what it is a copy of, whose adapters fit this one, too
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
        @Nullable Fusion fusion,
        @Nullable Shape shape,
        @Nullable String origin) {

    /**
     * Sizes of a decoder-only transformer.
     *
     * @param width    hidden size
     * @param heads    query heads
     * @param headSize width of one head
     * @param kvHeads  key and value heads
     * @param mlpWidth width inside of the MLP
     */
    public record Shape(int layers, int width, int heads, int headSize, int kvHeads, int mlpWidth) {
    }

    /**
     * Something that changes the model's answers.
     *
     * @param kind   one of {@link io.sluice.contracts.adapter.AdapterKinds}, or {@code first-token-scale}
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

    /** As workers told it before adapters were held against shapes. */
    public ModelCard(String name, String role, long parameters, int contextLength, int vocabularySize, String digest,
            String status, @Nullable String refusal, @Nullable List<Adapter> adapters, @Nullable Fusion fusion) {
        this(name, role, parameters, contextLength, vocabularySize, digest, status, refusal, adapters, fusion, null, null);
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

    /** Whether an adapter that was made for the model of this digest may be applied to this one. */
    public boolean takesAdaptersOf(String base) {
        return digest.equals(base) || base.equals(origin);
    }

    public boolean ready() {
        return "ready".equals(status);
    }
}
