package io.sluice.inference.engine;

import java.util.Set;

/**
 * What a model is.
 *
 * @param name                 as callers name it
 * @param contextLength        tokens of prompt and answer together
 * @param digest               SHA-256 over configuration, weights and tokenizer, hex
 * @param endTokens            ids that end an answer
 * @param flopsPerToken        2 × parameters used per token, without attention
 * @param attentionFlopsPerPosition floating-point operations per token and earlier position: 4 × layers × heads × head size
 */
public record ModelInfo(
        String name,
        long parameters,
        int contextLength,
        int vocabularySize,
        String digest,
        Set<Integer> endTokens,
        double flopsPerToken,
        double attentionFlopsPerPosition) {
}
