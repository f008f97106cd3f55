package io.sluice.benchmarks.routing;

import org.jspecify.annotations.Nullable;

/**
 * One answer and what it cost.
 *
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
        double flops,
        double cpuSeconds,
        @Nullable Double score,
        double @Nullable [] features) {
}
