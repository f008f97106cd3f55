package io.sluice.benchmarks.routing;

import org.jspecify.annotations.Nullable;

/**
 * One answer and what it cost.
 *
 * @param drafted    tokens that the small model drafted for the large one to check, and {@code accepted} those of them
 *                   that became part of the answer; 0 under every policy but {@code speculative}
 * @param score      the policy's own number, where it has one: see {@code RoutingReport.score}
 * @param features   in {@code ProbeModel.FEATURES} order, where the small model read the prompt
 * @param cpuSeconds CPU time of the engine's threads for this answer
 */
record Outcome(
        boolean correct,
        int tokens,
        int largeTokens,
        int catchUpTokens,
        int switches,
        int drafted,
        int accepted,
        double flops,
        double cpuSeconds,
        @Nullable Double score,
        double @Nullable [] features) {
}
