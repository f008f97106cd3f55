package io.sluice.benchmarks.engine.contender;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;

/**
 * Reads memory as fast as this machine's threads can, and does nothing else: each compares halves of long stretches of an
 * array of its own, far larger than the caches. {@link Arrays#mismatch} is a loop of full vectors in every JVM; it was as
 * fast as sums written with the Vector API. The fastest of the passes counts, since the others were disturbed.
 */
final class MemoryReader {

    private static final int LONGS = 32 << 20;
    /** Two streams of 16 MiB at a time. */
    private static final int STRETCH = 2 << 20;

    private final List<long[]> arrays = new ArrayList<>();

    /** Zeros are pages of their own only once they are written. */
    MemoryReader(int threads) {
        for (int i = 0; i < threads; i++) {
            long[] array = new long[LONGS];
            Arrays.fill(array, 1);
            arrays.add(array);
        }
    }

    Bandwidth measure(double seconds) throws InterruptedException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        double best = 0;
        do {
            best = Math.max(best, pass());
        } while (System.nanoTime() < end);
        return new Bandwidth(best);
    }

    private double pass() throws InterruptedException {
        CyclicBarrier together = new CyclicBarrier(arrays.size());
        List<Thread> threads = new ArrayList<>();
        long[] begins = new long[arrays.size()];
        long[] ends = new long[arrays.size()];
        for (int i = 0; i < arrays.size(); i++) {
            int index = i;
            threads.add(Thread.ofPlatform().start(() -> {
                awaitOthers(together);
                begins[index] = System.nanoTime();
                read(arrays.get(index));
                ends[index] = System.nanoTime();
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        long nanos = Arrays.stream(ends).max().orElseThrow() - Arrays.stream(begins).min().orElseThrow();
        return (double) LONGS * Long.BYTES * arrays.size() / (nanos / 1e9);
    }

    private static void awaitOthers(CyclicBarrier together) {
        try {
            together.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException("the readers could not start together", e);
        }
    }

    private static void read(long[] array) {
        for (int from = 0; from < array.length; from += 2 * STRETCH) {
            if (Arrays.mismatch(array, from, from + STRETCH, array, from + STRETCH, from + 2 * STRETCH) >= 0) {
                throw new IllegalStateException("memory has changed");
            }
        }
    }
}
