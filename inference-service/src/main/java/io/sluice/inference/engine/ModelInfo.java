package io.sluice.inference.engine;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a model is.
 *
 * @param name                 as callers name it
 * @param contextLength        tokens of prompt and answer together
 * @param digest               SHA-256 over configuration, weights and tokenizer, hex
 * @param endTokens            ids that end an answer
 * @param flopsPerToken        2 × parameters used per token, without attention
 * @param attentionFlopsPerPosition floating-point operations per token and earlier position: 4 × layers × heads × head size
 * @param origin               of a quantised copy the digest of what it is a copy of; adapters of that fit this one, too
 */
public record ModelInfo(
        String name,
        long parameters,
        int contextLength,
        int vocabularySize,
        String digest,
        Set<Integer> endTokens,
        double flopsPerToken,
        double attentionFlopsPerPosition,
        @Nullable String origin) {

    /** A model that is no copy. */
    public ModelInfo(String name, long parameters, int contextLength, int vocabularySize, String digest, Set<Integer> endTokens,
            double flopsPerToken, double attentionFlopsPerPosition) {
        this(name, parameters, contextLength, vocabularySize, digest, endTokens, flopsPerToken, attentionFlopsPerPosition, null);
    }

    /** Whether an adapter that was made for the model of this digest may be applied to this one. */
    public boolean takesAdaptersOf(String base) {
        return digest.equals(base) || base.equals(origin);
    }
}
