package io.sluice.benchmarks.selection;

/**
 * A whole selection in a process of its own, whose heap is bounded: a file is taken, its rows are scored, the best are written.
 *
 * @param rows             of the pool
 * @param poolMegabytes    that it has as a file
 * @param heapMaxMegabytes that the process may use
 * @param peakMegabytes    anonymous memory of the process at most, looked at twenty times a second; NaN where the system doesn't tell
 * @param seconds          from the process's start to its end
 */
public record MemoryRow(String selector, int rows, double poolMegabytes, double heapMaxMegabytes, double peakMegabytes, double seconds) {
}
