package io.sluice.benchmarks.selection;

/**
 * Scoring with two threads beside one.
 *
 * @param rowsPerSecond with one thread, in its fastest round
 * @param speedUp       the fastest round of two threads by the fastest of one: what other programs disturb least
 * @param median        over the rounds, of how many times as fast two threads were
 * @param cpuRatio      CPU time of a row with two threads by that with one, median: what they hinder each other, whoever else is there
 */
public record SpeedUp(String selector, double rowsPerSecond, double speedUp, double median, double cpuRatio, int rounds) {
}
