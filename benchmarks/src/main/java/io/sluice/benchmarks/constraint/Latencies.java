package io.sluice.benchmarks.constraint;

import java.util.Arrays;

/** Durations in nanoseconds, and their quantiles in microseconds. */
final class Latencies {

    private long[] nanos = new long[4_096];
    private int size;

    void add(long duration) {
        if (size == nanos.length) {
            nanos = Arrays.copyOf(nanos, size * 2);
        }
        nanos[size++] = duration;
    }

    int size() {
        return size;
    }

    Summary summary() {
        long[] sorted = Arrays.copyOf(nanos, size);
        Arrays.sort(sorted);
        double sum = 0;
        for (long each : sorted) {
            sum += each;
        }
        return new Summary(
                size, sum / Math.max(1, size) / 1e3, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 0.999), at(sorted, 1));
    }

    private static double at(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))] / 1e3;
    }

    /** Microseconds. */
    record Summary(int count, double mean, double p50, double p99, double p999, double max) {}
}
