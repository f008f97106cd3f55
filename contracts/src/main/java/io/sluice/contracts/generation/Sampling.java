package io.sluice.contracts.generation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the next token is drawn from the logits. Order: logit bias, penalties, temperature, top-k, top-p, min-p.
 *
 * @param temperature       0..2; 0 is greedy
 * @param topP              (0..1]; 1 is off
 * @param topK              0 is off
 * @param minP              [0..1); 0 is off: keep tokens with probability ≥ minP × the largest
 * @param presencePenalty   -2..2, subtracted once from every token already written
 * @param frequencyPenalty  -2..2, subtracted per occurrence
 * @param repetitionPenalty (0..2]; 1 is off: divides positive and multiplies negative logits of seen tokens
 * @param logitBias         token id to -100..100, added to the logit
 * @param seed              the draw is repeatable for a given seed; choice {@code i} uses {@code seed + i}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Sampling(
        double temperature,
        double topP,
        int topK,
        double minP,
        double presencePenalty,
        double frequencyPenalty,
        double repetitionPenalty,
        Map<Integer, Double> logitBias,
        @Nullable Long seed) {

    /** Always the most likely token; ties go to the lowest id. */
    public static final Sampling GREEDY = new Sampling(0, 1, 0, 0, 0, 0, 1, Map.of(), null);
}
