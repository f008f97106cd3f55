package io.sluice.benchmarks.selection;

/**
 * A whole job in a process of its own, whose heap is bounded.
 *
 * @param heapMaxMegabytes  that the process may use
 * @param heapPeakMegabytes that it used just after collections, at most
 * @param peakMegabytes     anonymous memory of the process at most, as the system counts it
 */
public record MemoryRow(String selector, int rows, long selected, double heapMaxMegabytes, double heapPeakMegabytes, double peakMegabytes,
        double seconds) {
}
