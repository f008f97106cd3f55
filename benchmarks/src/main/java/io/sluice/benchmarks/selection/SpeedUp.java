package io.sluice.benchmarks.selection;

/**
 * Scoring with two threads beside one.
 *
 * @param rowsPerSecond with one thread, median of the rounds
 * @param speedUp       median over the rounds of how many times as fast two threads were
 * @param best          of the rounds: what other programs on the machine disturbed least
 */
public record SpeedUp(String selector, double rowsPerSecond, double speedUp, double best, int rounds) {
}
