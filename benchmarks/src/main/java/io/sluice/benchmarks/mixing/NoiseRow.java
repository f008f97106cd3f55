package io.sluice.benchmarks.mixing;

/**
 * What came of one noise with one seed.
 *
 * @param noise         {@code before}, {@code clean}, {@code static} or {@code dynamic}
 * @param contamination share of rows that might get mistakes
 * @param noised        share of rows that got some
 * @param wrong         share of rows whose answer is wrong
 * @param accuracy      share of right answers to clean questions that nobody learned from
 */
public record NoiseRow(String noise, double contamination, long seed, int rows, int steps, double cpuSeconds, double noised, double wrong, double accuracy) {
}
