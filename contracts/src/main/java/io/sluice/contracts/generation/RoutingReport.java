package io.sluice.contracts.generation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.sluice.contracts.routing.Dials;
import io.sluice.contracts.routing.Policy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was done for one request, over all its choices.
 *
 * @param tokensByModel   answer tokens by the model that wrote them
 * @param largeShare      large model's share of answer tokens, 0..1; 0 for an empty answer
 * @param switches        hand-overs between the models
 * @param catchUpTokens   tokens a model had to read because the other one wrote them, or because it joined late
 * @param escalated       under {@code probe} and {@code cascade}: the large model was chosen
 * @param score           under {@code probe} and {@code cascade}: the number held against the threshold
 * @param features        under {@code probe}: the prompt's features, in the order of {@code ProbeModel.FEATURES}
 * @param drafted         under {@code speculative}: tokens that the small model drafted and the large one had to check
 * @param accepted        under {@code speculative}: those of them that became part of an answer
 * @param samples         where several samples were asked for: what became of them
 * @param adapters        where the model was {@code BASE:auto}: which adapters were chosen; the reading that this took is part
 *                        of the costs below
 * @param flops           floating-point operations spent, estimated as 2 × parameters × tokens plus attention, by all
 *                        models, with catch-up and the small model's own steps
 * @param flopsLargeOnly  what the large model alone would have spent on the same prompt and answer lengths
 * @param cpuSeconds      measured: this request's share of the engine threads' CPU time
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RoutingReport(
        Policy policy,
        Dials dials,
        @Nullable String calibrationId,
        Map<String, Integer> tokensByModel,
        double largeShare,
        int switches,
        int catchUpTokens,
        @Nullable Boolean escalated,
        @Nullable Double score,
        @Nullable List<Double> features,
        @Nullable Integer drafted,
        @Nullable Integer accepted,
        @Nullable SampleReport samples,
        @Nullable AdapterReport adapters,
        double flops,
        double flopsLargeOnly,
        double cpuSeconds) {

    /** A report on models that were named. */
    public RoutingReport(Policy policy, Dials dials, @Nullable String calibrationId, Map<String, Integer> tokensByModel,
            double largeShare, int switches, int catchUpTokens, @Nullable Boolean escalated, @Nullable Double score,
            @Nullable List<Double> features, @Nullable Integer drafted, @Nullable Integer accepted, @Nullable SampleReport samples,
            double flops, double flopsLargeOnly, double cpuSeconds) {
        this(policy, dials, calibrationId, tokensByModel, largeShare, switches, catchUpTokens, escalated, score, features,
                drafted, accepted, samples, null, flops, flopsLargeOnly, cpuSeconds);
    }

    /** A report of one sample. */
    public RoutingReport(Policy policy, Dials dials, @Nullable String calibrationId, Map<String, Integer> tokensByModel,
            double largeShare, int switches, int catchUpTokens, @Nullable Boolean escalated, @Nullable Double score,
            @Nullable List<Double> features, @Nullable Integer drafted, @Nullable Integer accepted, double flops,
            double flopsLargeOnly, double cpuSeconds) {
        this(policy, dials, calibrationId, tokensByModel, largeShare, switches, catchUpTokens, escalated, score, features,
                drafted, accepted, null, null, flops, flopsLargeOnly, cpuSeconds);
    }

    /** A report without drafts. */
    public RoutingReport(Policy policy, Dials dials, @Nullable String calibrationId, Map<String, Integer> tokensByModel,
            double largeShare, int switches, int catchUpTokens, @Nullable Boolean escalated, @Nullable Double score,
            @Nullable List<Double> features, double flops, double flopsLargeOnly, double cpuSeconds) {
        this(policy, dials, calibrationId, tokensByModel, largeShare, switches, catchUpTokens, escalated, score, features,
                null, null, flops, flopsLargeOnly, cpuSeconds);
    }

    /** A report without drafts and prompt features. */
    public RoutingReport(Policy policy, Dials dials, @Nullable String calibrationId, Map<String, Integer> tokensByModel,
            double largeShare, int switches, int catchUpTokens, @Nullable Boolean escalated, @Nullable Double score,
            double flops, double flopsLargeOnly, double cpuSeconds) {
        this(policy, dials, calibrationId, tokensByModel, largeShare, switches, catchUpTokens, escalated, score, null,
                null, null, flops, flopsLargeOnly, cpuSeconds);
    }
}
