package io.sluice.benchmarks.soak;

/**
 * The service at one moment at which nobody asks it anything.
 *
 * @param seconds      since the load began
 * @param residentMb   memory of the process
 * @param heapMb       after a collection
 * @param directMb     buffers outside the heap
 * @param threads      of the process
 * @param files        that it has open, connections included
 * @param kvMb         keys and values in memory
 * @param parked       sequences so far that lost their keys and values to others
 * @param prefixMb     of these, kept for requests that begin alike; what two of them share counts twice
 */
public record Vitals(double seconds, double residentMb, double heapMb, double directMb, int threads, int files, double kvMb, double prefixMb,
        int parked, int running, int queued) {
}
