package io.sluice.benchmarks.selection;

/**
 * What it costs to be prepared and to score, with one selector and with another, the same pool in turns.
 *
 * @param cpuSecondsPerMillion      rows, median of the rounds
 * @param otherCpuSecondsPerMillion the other's
 * @param ratio                     of the first to the other in the same round, median; {@code least} and {@code most} of any round
 */
public record Race(String selector, String other, double cpuSecondsPerMillion, double otherCpuSecondsPerMillion, double ratio, double least,
        double most, int rounds) {
}
