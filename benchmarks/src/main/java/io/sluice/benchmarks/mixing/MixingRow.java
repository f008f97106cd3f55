package io.sluice.benchmarks.mixing;

/**
 * What one order of the data came to with one seed; shares of right answers to questions that nobody learned from.
 *
 * @param order   {@code before}, {@code general-only}, {@code multi-task}, {@code mixed-sequential} or {@code dmt k}
 * @param special mean over the specialised skills
 * @param old     of the mix that the model knew
 */
public record MixingRow(String order, long seed, int rows, int steps, double cpuSeconds, double special, double general, double old) {
}
